package app

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/mesher/lending"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// join makes the program a node, which looks for its peers from now on; it waits
// for none of them.
func (p *program) join(ctx context.Context) error {
	if p.config.Cluster.Name == "" {
		return nil
	}
	config, err := p.config.Cluster.node(p.config.Log)
	if err != nil {
		return err
	}
	if config.Types, err = messages(); err != nil {
		return err
	}
	config.Logger = p.config.Log
	node, err := dist.Start(ctx, p.sys, config)
	if err != nil {
		return nodeError(p.config.Cluster.Name, err)
	}
	p.node.Store(node)
	l, err := p.lend(node)
	if err != nil {
		return err
	}
	child := supervisor.Child{ID: "cluster", Start: supervisor.Run(p.cluster(node, l)), Supervisor: true}
	if _, err := supervisor.StartChild(ctx, p.sys, p.root, child); err != nil {
		return fmt.Errorf("start the services of the cluster: %w", err)
	}
	return nil
}

// cluster returns the processes that run because there are other nodes.
func (p *program) cluster(node *dist.Node, l *lending.Lending) supervisor.Spec {
	return supervisor.Spec{Children: []supervisor.Child{
		{ID: registrarName, Start: actor.Run(registrar{node.Global()}.run).With(actor.Named(registrarName))},
		{ID: standInName, Start: service.Run(func() service.Server { return standIn{p.pipeline} }).With(actor.Named(standInName))},
		{ID: lending.Monitor, Start: l.Start()},
	}}
}

func nodeError(name string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("the port of the node %s is taken by another program: stop that, or choose another name with --node-name or MESHER_NODE_NAME: %w", name, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("the node %s would be on another machine: its name has to have an address of this one (--node-name or MESHER_NODE_NAME): %w", name, err)
	}
	return err
}

// leave leaves the cluster; the other nodes learn of it at once.
func (p *program) leave(ctx context.Context) error {
	node := p.node.Load()
	if node == nil {
		return nil
	}
	return node.Leave(ctx)
}

// peers returns the nodes that this one is connected to: none if it runs alone,
// or its node has not started.
func (p *program) peers() []string {
	node := p.node.Load()
	if node == nil {
		return nil
	}
	return neighbours{node}.Peers()
}
