// Package notify tells people of alerts: by a webhook, by e-mail, or on the
// pages that they have open.
//
//	n, err := notify.New(notify.Config{SMTP: smtpURL, MailFrom: "Mesher <alerts@example.com>"})
//	err = n.Send(ctx, rule.Action, mesher.Notice{Delivery: id, Alert: alert})
//
// Send tries once, for ten seconds at most, and says how that went in words that
// its error's reader, who may belong to any of an installation's organisations,
// may see. Who tries again, and when, is decided by the caller.
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
// It is delivered when the receiver answers 2xx. As an attempt may arrive and
// its answer not, receivers see some deliveries twice.
//
// # What a webhook can't reach
//
// A webhook's address is typed by somebody who may reach this program, and not
// the network in which it runs. So what matters is checked at the connection
// itself, after names were resolved: it must go to a public address. Private
// networks, this machine, its neighbours on the link (with the services that
// clouds put there), and the forms of IPv6 that lead to such IPv4 addresses are
// refused, unless [Config.AllowNetworks] names them. Redirects are not followed,
// proxies not used, connections not used again, and little is read of what a
// receiver answers, none of which is shown.
package notify
