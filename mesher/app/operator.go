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

// usualAdmin is where operators ask unless told otherwise.
const usualAdmin = "127.0.0.1:8082"

// openAdminDoor listens where operators ask. An address that somebody chose has
// to be had. In place of the usual one, which another program on this machine
// may have first, another node for instance, any free one does.
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

// serveOperators is the process that answers operators.
func (p *program) serveOperators(self *actor.Process) error {
	s := operator.New(operator.Config{
		Pipeline: p.pipeline, Store: p.store, Spool: p.spool, SpoolMax: p.config.SpoolMax,
		System: p.sys, Node: p.node.Load(), Chores: p.duties.status, Ready: p.ready, Log: p.config.Log,
	})
	return s.Serve(self.Context(), p.admin.lend())
}

// status tells, by their names, how all chores go on this node.
func (d *duties) status() map[string]lease.Last {
	all := maps.Clone(d.alerts.Status())
	for _, c := range d.chores {
		all[c.Name()] = c.Last()
	}
	return all
}
