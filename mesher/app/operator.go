package app

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"syscall"

	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/operator"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// operatorServer is the name of the process behind the operators' door.
const operatorServer = "operator_server"

// usualAdmin is the default address for operators.
const usualAdmin = "127.0.0.1:8082"

// openAdminDoor listens for operators. An address that was chosen must be free.
// The usual one may be taken by another program on this machine, another node for
// instance; then any free port will do.
func openAdminDoor(c Config) (*door, error) {
	address := c.AdminAddr
	if address == "" {
		address = usualAdmin
	}
	l, err := net.Listen("tcp", address)
	if err != nil && c.AdminAddr == "" {
		c.Log.Info("the usual admin address is taken, so another is used; MESHER_ADMIN_ADDR chooses one", "taken", usualAdmin)
		l, err = net.Listen("tcp", net.JoinHostPort(loopback.String(), "0"))
	}
	switch {
	case err == nil:
		return newDoor(l), nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the admin address %s is taken by another program: stop that, or choose another with --admin-addr or MESHER_ADMIN_ADDR: %w", address, err)
	}
	return nil, fmt.Errorf("the admin address %s can't be had: choose another, such as %s, with --admin-addr or MESHER_ADMIN_ADDR: %w", address, usualAdmin, err)
}

// serveOperators is the process that serves operators.
func (p *program) serveOperators(self *actor.Process) error {
	s := operator.New(operator.Config{
		Pipeline: p.pipeline, Store: p.store, Spool: p.spool, SpoolMax: p.config.SpoolMax,
		System: p.sys, Node: p.node.Load(), Chores: p.duties.status, Ready: p.ready, Log: p.config.Log,
	})
	return s.Serve(self.Context(), p.admin.lend())
}

// status returns, by name, how all chores last went on this node.
func (d *duties) status() map[string]lease.Last {
	all := maps.Clone(d.alerts.Status())
	for _, c := range d.chores {
		all[c.Name()] = c.Last()
	}
	return all
}
