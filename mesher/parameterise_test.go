package mesher

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParameterise(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"User 42 at 10.0.0.7", "User <int> at <ip>"},
		{"plain words stay, as they are.", "plain words stay, as they are."},
		{"", ""},
		{"mail to ann.b+c@mail.example.com failed", "mail to <email> failed"},
		{"a@b is no address", "a@b is no address"},
		{"GET https://example.com/a/17?x=1, then", "GET <url>, then"},
		{"(see http://localhost:8080/x)", "(see <url>)"},
		{"postgres://user:pw@db:5432/shop refused", "<url> refused"},
		{"lookup db-3.internal on 10.0.0.2:53: no such host", "lookup <hostname> on <ip>:<int>: no such host"},
		{"web-7d9f8-abcde.default.svc.cluster.local", "<hostname>"},
		{"java.io.IOException in app.views", "java.io.IOException in app.views"},
		{"module main.go and lib.py", "module main.go and lib.py"},
		{"version 1.2.3.4.5 of it", "version <float>.<float>.<int> of it"},
		{"dial [fe80::1]:80", "dial [<ip>]:<int>"},
		{"from ::1 and 2001:db8:0:0:0:0:0:1.", "from <ip> and <ip>."},
		{"fe80::1: refused", "<ip>: refused"},
		{"std::vector of cafe::Bar", "std::vector of cafe::Bar"},
		{"order 550e8400-e29b-41d4-a716-446655440000 lost", "order <uuid> lost"},
		{"commit 356a192b7913b04c54574d18c28d46e6395428ab", "commit <sha1>"},
		{"sum d41d8cd98f00b204e9800998ecf8427e.", "sum <md5>."},
		{"on 2026-03-01", "on <date>"},
		{"at 2026-03-01T10:00:00.123+01:00!", "at <date>!"},
		{"at 2026/03/01 10:00:00 x", "at <date> x"},
		{"10:00:00,123 ERROR", "<date> ERROR"},
		{"Sun, 01 Mar 2026 10:00:00 GMT is late", "<date> is late"},
		{"Mar  1 10:00:00 host", "<date> host"},
		{"on 1 Mar 2026", "on <date>"},
		{"Mar is a month, Sun is a star", "Mar is a month, Sun is a star"},
		{"took 15ms", "took <duration>"},
		{"took 1h2m3.5s, too long", "took <duration>, too long"},
		{"took 2.5µs", "took <duration>"},
		{"5 seconds", "<int> seconds"},
		{"at 0x7fff5fbff8c8", "at <hex>"},
		{"pod 7d9f8b6c54 died", "pod <hex> died"},
		{"deadbeef is a word, feedface too", "deadbeef is a word, feedface too"},
		{"load 1.5 of -2.5e10", "load <float> of <float>"},
		{"-5 and +7", "<int> and <int>"},
		{"#17, id=18; a-19", "#<int>, id=<int>; a-<int>"},
		{"E1234 utf8 x86_64", "E1234 utf8 x86_64"},
		{"user='ann' ok=true n=5", "user=<quoted_str> ok=<bool> n=<int>"},
		{"key 'user' is true", "key 'user' is true"},
		{`a="b c" d`, "a=<quoted_str> d"},
		{"ok=trueish", "ok=trueish"},
		{"list index [3] out of range (len 2)", "list index [<int>] out of range (len <int>)"},
		{"%s took %d ms of {limit}", "%s took %d ms of {limit}"},
		{"größe 12 überschritten", "größe <int> überschritten"},
	} {
		if got := parameterise(c.in); got != c.want {
			t.Errorf("parameterise(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}

// Whatever a program writes, reading it is bounded work and leaves valid text.
func FuzzParameterise(f *testing.F) {
	for _, s := range []string{
		"User 42 at 10.0.0.7", "a.b@c.d", "::1", "Mon, ", "1h2m", "=\"", "=true", "http://", "0x", "12:34:56+01:00", "1.e5",
		strings.Repeat("a.", 600), strings.Repeat("1:", 600),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parameterise(s)
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("%q became invalid: %q", s, got)
		}
		if len(got) > 20*maxGroupedText {
			t.Errorf("%d bytes became %d", len(s), len(got))
		}
	})
}

func BenchmarkParameterise(b *testing.B) {
	const s = "could not charge order 550e8400-e29b-41d4-a716-446655440000 of ann@example.com for 12.50 at 10.0.0.7:5432 after 15ms"
	b.ReportAllocs()
	for b.Loop() {
		parameterise(s)
	}
}
