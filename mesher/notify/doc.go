// Package notify announces alerts: by webhook, by e-mail, or on the pages that
// people have open.
//
//	n, err := notify.New(notify.Config{SMTP: smtpURL, MailFrom: "Mesher <alerts@example.com>"})
//	err = n.Send(ctx, rule.Action, mesher.Notice{Delivery: id, Alert: alert})
//
// Send tries once, for ten seconds at most, and returns an error that may be
// shown to members of any organisation of the installation. The caller decides
// who tries again, and when.
//
// # What a receiver gets
//
// A webhook is a POST with a JSON object (see [Payload]) and the headers
//
//	Mesher-Delivery:  the same for each attempt of one delivery
//	Mesher-Timestamp: seconds since 1970
//	Mesher-Signature: v1=, and HMAC-SHA256 in hexadecimal over the timestamp, a
//	                  dot and the body, with the rule's secret
//
// It is delivered if the receiver answers 2xx. As an attempt may arrive and its
// answer not, receivers see some deliveries twice.
//
// # What a webhook can't reach
//
// A webhook's address is typed by somebody who may use this program, but not the
// network in which it runs. So the check is made at the connection itself, after
// names were resolved: it must go to a public address. Private networks, this
// machine, its neighbours on the link (with the services that clouds put there),
// and IPv6 addresses that lead to such IPv4 addresses are refused, unless
// [Config.AllowNetworks] names them. Redirects are not followed, proxies not
// used, connections not reused; little of a receiver's answer is read, and none
// of it shown.
package notify
