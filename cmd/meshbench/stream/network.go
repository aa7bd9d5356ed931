package stream

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"time"
)

// A network makes connections on loopback.
type network interface {
	listen() (net.Listener, error)
	dial(address string) (net.Conn, error)
}

const anyPort = "127.0.0.1:0"

type plain struct{}

func (plain) listen() (net.Listener, error)         { return net.Listen("tcp", anyPort) }
func (plain) dial(address string) (net.Conn, error) { return net.Dial("tcp", address) }

// encrypted is TLS as between nodes: version 1.3, a certificate made for the run,
// and the cipher that Go prefers on this machine.
type encrypted struct{}

func (encrypted) listen() (net.Listener, error) {
	cert, err := selfSigned()
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", anyPort, &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, SessionTicketsDisabled: true,
	})
}

func (encrypted) dial(address string) (net.Conn, error) {
	// Nobody else is on this loopback connection: it measures only the cipher.
	return tls.Dial("tcp", address, &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true})
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{cert}, PrivateKey: key}, err
}
