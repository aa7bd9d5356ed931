package mesher

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// raised returns an event of one exception. Frames are written oldest first as
// "module|file|function:line", with + before the program's own and - before a
// library's.
func raised(kind, value string, frames ...string) *Event {
	return chained(exception(kind, value, frames...))
}

func chained(chain ...Exception) *Event { return &Event{Exceptions: chain} }

func exception(kind, value string, frames ...string) Exception {
	x := Exception{Type: kind, Value: value}
	for _, text := range frames {
		x.Frames = append(x.Frames, frame(text))
	}
	return x
}

func frame(text string) Frame {
	var f Frame
	if mark := text[0]; mark == '+' || mark == '-' {
		f.InApp, text = new(mark == '+'), text[1:]
	}
	parts := strings.SplitN(text, "|", 3)
	f.Module, f.Filename, f.Function = parts[0], parts[1], parts[2]
	if i := strings.LastIndexByte(f.Function, ':'); i >= 0 {
		if line, err := strconv.Atoi(f.Function[i+1:]); err == nil {
			f.Function, f.Line = f.Function[:i], line
		}
	}
	return f
}

func said(message string) *Event { return &Event{Message: message} }

func synthetic(e *Event) *Event {
	e.Exceptions[0].Synthetic = true
	return e
}

// with returns e after changes.
func with(e *Event, change func(*Event)) *Event {
	change(e)
	return e
}

func fingerprinted(e *Event, parts ...string) *Event {
	return with(e, func(e *Event) { e.Fingerprint = parts })
}

// repeated returns a stack of calls of the same functions, n times over.
func repeated(n int, head string, cycle ...string) []string {
	frames := []string{head}
	for i := range n {
		frames = append(frames, cycle[i%len(cycle)]+":"+strconv.Itoa(i))
	}
	return frames
}

// Events of one family belong to one issue, those of two to two.
func TestGroupingFamilies(t *testing.T) {
	const checkout = "+app.views|app/views.py|checkout"
	ofFamily := map[string]Grouping{}
	familyOf := map[[32]byte]string{}
	for _, c := range []struct {
		about  string
		family string
		event  *Event
	}{
		// The same place, whatever the lines, the values and the libraries below.
		{"python", "checkout", raised("ValueError", "invalid id 17", "-django.core|handler.py|get_response:181", checkout+":42")},
		{"another id", "checkout", raised("ValueError", "invalid id 99", "-django.core|handler.py|get_response:181", checkout+":42")},
		{"moved lines", "checkout", raised("ValueError", "invalid id 17", "-django.core|handler.py|get_response:190", checkout+":57")},
		{"upgraded library", "checkout", raised("ValueError", "invalid id 17", "-django.core|base.py|_get_response:12", checkout+":42")},
		{"another machine and release", "checkout", with(raised("ValueError", "x", checkout+":1"), func(e *Event) { e.ServerName, e.Release, e.Environment = "web-2", "2.0", "staging" })},
		{"another level", "checkout", with(raised("ValueError", "x", checkout+":1"), func(e *Event) { e.Level = LevelFatal })},
		{"another transaction", "checkout", with(raised("ValueError", "x", checkout+":1"), func(e *Event) { e.Transaction = "/pay" })},
		{"a message beside it", "checkout", with(raised("ValueError", "x", checkout+":1"), func(e *Event) { e.Message = "request failed" })},
		{"another type", "checkout key error", raised("KeyError", "invalid id 17", checkout+":42")},
		{"another function", "refund", raised("ValueError", "invalid id 17", "+app.views|app/views.py|refund:42")},
		{"another module", "admin checkout", raised("ValueError", "invalid id 17", "+app.admin|app/admin.py|checkout:42")},
		{"another way there", "checkout from a job", raised("ValueError", "invalid id 17", "+app.jobs|app/jobs.py|nightly:3", checkout+":42")},

		// Nothing of the program's own: all of it counts.
		{"library only", "library", raised("OSError", "no space", "-shutil|shutil.py|copy:1", "-os|os.py|write:2")},
		{"library only, other lines", "library", raised("OSError", "quota", "-shutil|shutil.py|copy:9", "-os|os.py|write:9")},
		{"library only, elsewhere", "library read", raised("OSError", "no space", "-shutil|shutil.py|copy:1", "-os|os.py|read:2")},
		{"own frames that say nothing", "library", raised("OSError", "x", "+|https://a.example/x.min.js|t:1", "-shutil|shutil.py|copy:1", "-os|os.py|write:2")},
		{"not said whose", "unmarked", raised("OSError", "x", "shutil|shutil.py|move:1")},

		// Recursion counts once, however deep.
		{"recursion, 3 deep", "recursion", raised("RecursionError", "x", repeated(3, "+app|a.py|main:1", "+app|a.py|walk")...)},
		{"recursion, 200 deep", "recursion", raised("RecursionError", "x", repeated(200, "+app|a.py|main:1", "+app|a.py|walk")...)},
		{"two in turn, 6 deep", "mutual recursion", raised("RecursionError", "x", repeated(6, "+app|a.py|main:1", "+app|a.py|even", "+app|a.py|odd")...)},
		{"two in turn, 100 deep", "mutual recursion", raised("RecursionError", "x", repeated(100, "+app|a.py|main:1", "+app|a.py|even", "+app|a.py|odd")...)},

		// Deep stacks: only what is near the crash counts.
		{"deep", "deep", raised("E", "x", numbered(0, 80)...)},
		{"deeper", "deep", raised("E", "x", numbered(-40, 80)...)},
		{"ends elsewhere", "deep, elsewhere", raised("E", "x", numbered(0, 81)...)},

		// Causes.
		{"wrapped", "wrapped", chained(exception("ConnectionError", "10.0.0.1", "-net|net.py|dial:1"), exception("PaymentError", "a", checkout+":1"))},
		{"wrapped, other host", "wrapped", chained(exception("ConnectionError", "10.0.0.9", "-net|net.py|open:7"), exception("PaymentError", "b", checkout+":8"))},
		{"another cause", "wrapped timeout", chained(exception("TimeoutError", "10.0.0.1", "-net|net.py|dial:1"), exception("PaymentError", "a", checkout+":1"))},
		{"no cause", "unwrapped", raised("PaymentError", "a", checkout+":1")},

		// Files, where there are no modules.
		{"node", "node", raised("TypeError", "x of undefined", "+|/srv/app/src/Cart.js|addItem:10")},
		{"node, deployed elsewhere", "node", raised("TypeError", "y of undefined", "+|/home/ci/build-77/src/Cart.js|addItem:12")},
		{"node on Windows", "node", raised("TypeError", "y of undefined", `+|C:\app\src\cart.js|addItem:12`)},
		{"node, anonymous", "node anonymous", raised("TypeError", "x", "+|/srv/app/src/cart.js|<anonymous>:10")},
		{"node, renamed on assignment", "node", raised("TypeError", "x", "+|/srv/app/src/cart.js|addItem [as add]:10")},

		// Browsers: bundles are renamed by every build.
		{"bundle", "bundle", raised("TypeError", "x", "+|https://cdn.example.com/s/main.8f3c2a1b.js|renderCart:1")},
		{"next build", "bundle", raised("TypeError", "x", "+|https://cdn.example.com/s/main.77ab01ce.js|renderCart:1")},
		{"another host, a query", "bundle", raised("TypeError", "x", "+|https://eu.example.com/s/main.js?v=3|renderCart:1")},
		{"newer bundler", "vite", raised("TypeError", "x", "+|https://a.example/assets/index-BZ4kR1xQ.js|renderCart:1")},
		{"newer bundler, next build", "vite", raised("TypeError", "x", "+|https://a.example/assets/index-Dq09Zsxa.js|renderCart:1")},
		{"library with version", "jquery", raised("TypeError", "x", "+|https://a.example/jquery-3.6.0.min.js|Event.dispatch:2")},
		{"library, next version", "jquery", raised("TypeError", "x", "+|https://a.example/jquery-3.7.1.min.js|Event.dispatch:2")},
		{"minified names say nothing", "minified reading a", raised("TypeError", "reading 'a' of 17", "+|https://a.example/main.8f3c2a1b.js|t:1", "+|https://a.example/main.8f3c2a1b.js|e:1")},
		{"minified, next build", "minified reading a", raised("TypeError", "reading 'a' of 18", "+|https://a.example/main.77ab01ce.js|n:1", "+|https://a.example/main.77ab01ce.js|?:1")},
		{"minified, another error", "minified reading b", raised("TypeError", "reading 'b' of 17", "+|https://a.example/main.8f3c2a1b.js|t:1", "+|https://a.example/main.8f3c2a1b.js|e:1")},
		{"partly minified", "partly", raised("TypeError", "x", "+|https://a.example/main.8f3c2a1b.js|t.renderWishes:1", "+|https://a.example/main.8f3c2a1b.js|Kxe:1")},
		{"partly minified, next build", "partly", raised("TypeError", "x", "+|https://a.example/main.77ab01ce.js|e.renderWishes:1", "+|https://a.example/main.77ab01ce.js|aB1:1")},
		{"firefox", "bundle", raised("TypeError", "x", "+|https://cdn.example.com/s/main.js|renderCart/<:1")},
		{"chrome", "bundle", raised("TypeError", "x", "+|https://cdn.example.com/s/main.js|Object.renderCart:1")},
		{"script in a page", "inline", raised("ReferenceError", "x", "+|https://a.example/products/42|onload:1")},
		{"script in another page", "inline", raised("ReferenceError", "x", "+|https://a.example/products/43?a=b|onload:7")},

		// What compilers and proxies make up.
		{"java lambda", "java", raised("NullPointerException", "x", "+com.acme.Shop$$Lambda$14/0x0000000800066840|Shop.java|run:1", "+com.acme.Shop|Shop.java|lambda$main$0:9")},
		{"java lambda, next run", "java", raised("NullPointerException", "y", "+com.acme.Shop$$Lambda$92/0x00000008000aa840|Shop.java|run:1", "+com.acme.Shop|Shop.java|lambda$main$3:11")},
		{"spring proxy", "spring", raised("IllegalStateException", "x", "+com.acme.Shop$$EnhancerBySpringCGLIB$$1a2b3c|<generated>|buy:1")},
		{"spring proxy, next run", "spring", raised("IllegalStateException", "x", "+com.acme.Shop$$EnhancerBySpringCGLIB$$99ffee|<generated>|buy:1")},
		{"reflection", "reflection", raised("E", "x", "-jdk.internal.reflect.GeneratedMethodAccessor77|x|invoke:1", "-jdk.proxy2.$Proxy34|x|buy:1")},
		{"reflection, next run", "reflection", raised("E", "x", "-jdk.internal.reflect.GeneratedMethodAccessor9|x|invoke:1", "-jdk.proxy3.$Proxy101|x|buy:1")},
		{"go closure", "go", raised("*errors.errorString", "x", "+main|main.go|(*Shop).Run.func1:1", "+main|main.go|(*Shop).Run.func1.2:2")},
		{"go closure, renumbered", "go", raised("*errors.errorString", "x", "+main|main.go|(*Shop).Run.func3:1", "+main|main.go|(*Shop).Run.func3.1:2")},
		{"rust", "rust", raised("panic", "x", "+|src/main.rs|shop::buy::h2e6bd5ae9c0bb0c6:1")},
		{"rust, next build", "rust", raised("panic", "x", "+|src/main.rs|shop::buy::h0011bd5ae9c0bb0c:1")},
		{"c++ clone", "c++", raised("SIGSEGV", "x", "+|shop.cc|buy(int) [clone .isra.0]:1")},
		{"c++", "c++", raised("SIGSEGV", "x", "+|shop.cc|buy(int):1")},
		{"c#", "c#", raised("System.Exception", "x", "+Acme.Shop|Shop.cs|<Buy>b__0_1:1")},
		{"c#, renumbered", "c#", raised("System.Exception", "x", "+Acme.Shop|Shop.cs|<Buy>b__4_2:1")},
		{"ruby block", "ruby", raised("NoMethodError", "x", "+|app/shop.rb|block (2 levels) in buy:1")},
		{"ruby", "ruby", raised("NoMethodError", "x", "+|app/shop.rb|buy:1")},
		{"rails template", "rails", raised("ActionView::Template::Error", "x", "+|show.html.erb|_app_views_show_html_erb__2034_4660:1")},
		{"rails template, next start", "rails", raised("ActionView::Template::Error", "x", "+|show.html.erb|_app_views_show_html_erb__9911_77120:1")},
		{"php closure", "php", raised("ErrorException", "x", "+|shop.php|Shop::{closure:/srv/a/shop.php:12}")},
		{"php closure, moved", "php", raised("ErrorException", "x", "+|shop.php|Shop::{closure:/srv/b/shop.php:19}")},

		// No stack: the type and what the values have in common.
		{"no stack", "no user", raised("LookupError", "no user 17 at 10.0.0.1\nhint: 5")},
		{"no stack, other id", "no user", raised("LookupError", "no user 18 at 10.0.0.2\nhint: other")},
		{"no stack, other text", "no order", raised("LookupError", "no order 17 at 10.0.0.1")},
		{"no stack, other type", "no user, other type", raised("KeyError", "no user 17 at 10.0.0.1")},
		{"frames that say nothing", "no user", raised("LookupError", "no user 19 at 10.0.0.1", "||?:1", "||<anonymous>:2")},

		// Types that the SDK made up don't count.
		{"synthetic", "synthetic", synthetic(raised("Error", "x", "+|/a/cart.js|onClick:1"))},
		{"synthetic, other type", "synthetic", synthetic(raised("UnhandledRejection", "x", "+|/a/cart.js|onClick:1"))},

		// Messages.
		{"message", "failed", said("User 42 failed at 10.0.0.7")},
		{"message, other values", "failed", said("User 7 failed at 10.0.0.8")},
		{"message, other words", "succeeded", said("User 42 succeeded at 10.0.0.7")},
		{"message from a logger", "failed, logged", with(said("User 42 failed at 10.0.0.7"), func(e *Event) { e.Logger = "auth" })},
		{"template", "template", with(said("ann left"), func(e *Event) { e.Template = "%s left" })},
		{"template, other parameter", "template", with(said("bob left"), func(e *Event) { e.Template = "%s left" })},
		{"template that says nothing", "bare", with(said("disk full"), func(e *Event) { e.Template = "%s: %v" })},
		{"nor does this", "bare", with(said("disk full"), func(e *Event) { e.Template = "{}" })},
		{"nor this, of something else", "bare, other message", with(said("no route"), func(e *Event) { e.Template = "%(error)s" })},
		{"the same heading", "heading a", said("Job failed\nreason: disk")},
		{"the same heading, other cause", "heading b", said("Job failed\nreason: network")},
		{"more lines don't count", "heading a", said("Job failed\n\nreason: disk\nmore\nand more")},
		{"message with a stack", "logged in place", with(raised("", "", checkout+":3"), func(e *Event) { e.Message = "slow" })},
		{"other message, same stack", "logged in place", with(raised("", "", checkout+":4"), func(e *Event) { e.Message = "very slow" })},

		// Nothing at all.
		{"nothing", "python errors", &Event{Platform: "python"}},
		{"nothing, fatal", "python crashes", &Event{Platform: "python", Level: LevelFatal}},
		{"nothing but a culprit", "python errors in a", &Event{Platform: "python", Culprit: "a"}},

		// Chosen by the client.
		{"custom", "custom", fingerprinted(raised("A", "x", checkout+":1"), "payments")},
		{"custom, other error", "custom", fingerprinted(said("y"), "payments")},
		{"custom, other choice", "custom two", fingerprinted(said("y"), "payments", "eu")},
		{"default alone is no choice", "checkout", fingerprinted(raised("ValueError", "x", checkout+":1"), "{{ default }}")},
		{"default, spaced", "checkout", fingerprinted(raised("ValueError", "x", checkout+":1"), " {{default}} ")},
		{"default and more", "checkout eu", fingerprinted(raised("ValueError", "x", checkout+":1"), "{{ default }}", "eu")},
		{"default and more, other line", "checkout eu", fingerprinted(raised("ValueError", "y", checkout+":9"), "{{default}}", "eu")},
		{"default and more, other error", "refund eu", fingerprinted(raised("ValueError", "x", "+app.views|app/views.py|refund:1"), "{{ default }}", "eu")},
		{"blank is no choice", "checkout", fingerprinted(raised("ValueError", "x", checkout+":1"), "", " ")},
	} {
		g := GroupingOf(c.event)
		if len(g.Explanation.Parts) == 0 || g.Title == "" {
			t.Errorf("%s, %s: unexplained: %+v", c.family, c.about, g)
		}
		if known, ok := ofFamily[c.family]; ok && known.Hash != g.Hash {
			t.Errorf("%s, %s: apart from its family:\n got %q\nwant %q", c.family, c.about, g.Explanation, known.Explanation)
		}
		if other, ok := familyOf[g.Hash]; ok && other != c.family {
			t.Errorf("%s, %s: falls together with %q: %q", c.family, c.about, other, g.Explanation)
		}
		ofFamily[c.family], familyOf[g.Hash] = g, c.family
	}
}

// Issues are found by these hashes for as long as there are databases: a change
// here needs a new GroupingVersion, and a way to find the issues of the old one.
func TestHashesStay(t *testing.T) {
	for want, e := range map[string]*Event{
		"07f9f477ea8f03683944b3025cfed6a929f41b3e7943888067deb06fd71f0749": fingerprinted(said("x"), "payments", "{{ default }}"),
		"0670bfbf8ed206fd345660bbea6dfab580822cdc630dc05aa604fa6606bbff4f": chained(exception("OSError", "disk", "-os|os.py|write:1"), exception("ValueError", "x", "-lib|lib.py|call:1", "+app.views|app/views.py|checkout:42")),
		"1a860a9a4ac0db7632561b0edc6eb5a8e2945922abc040e50b0ca0a44f4c4e66": raised("ValueError", "no user 17 at 10.0.0.7"),
		"36d47d80b22fcbe1a359ef88a32c5b3fbfd223021dc6f09f8b34afc77049eb3d": with(said("User 42 failed"), func(e *Event) { e.Logger = "auth" }),
		"22ca2731cbe745a14429db2838a9a551d4c29e88eaac0ddece58a38530497bf5": {Platform: "python"},
	} {
		if got := GroupingOf(e).Fingerprint(); got != want {
			t.Errorf("hash %s, want %s", got, want)
		}
	}
	const issue = "38b50ba4-ef4d-5604-a9bc-d2fd028b00b0"
	if got := GroupingOf(raised("ValueError", "no user 17 at 10.0.0.7")).IssueID(7).String(); got != issue {
		t.Errorf("issue %s, want %s", got, issue)
	}
}

// An explanation is kept with its issue, so a long chain must not make it long.
func TestExplanationIsBounded(t *testing.T) {
	deep := exception("E", "value", numbered(0, 200)...)
	for _, e := range []*Event{
		chained(slices.Repeat([]Exception{deep}, 50)...),
		chained(slices.Repeat([]Exception{exception("E", "value")}, 500)...),
	} {
		if n := len(GroupingOf(e).Explanation.Parts); n < 90 || n > 140 {
			t.Errorf("%d parts, want about 100", n)
		}
	}
}

// numbered returns a stack of functions from one number to another.
func numbered(from, to int) []string {
	var frames []string
	for i := from; i <= to; i++ {
		frames = append(frames, fmt.Sprintf("+app|a.py|step%dx:1", i))
	}
	return frames
}

func TestAFingerprintIsRead(t *testing.T) {
	g := Grouping{Hash: [32]byte{1, 2, 0xff}}
	if hash, err := ParseFingerprint(g.Fingerprint()); err != nil || hash != g.Hash {
		t.Errorf("%s is read as %x, %v", g.Fingerprint(), hash, err)
	}
	for _, text := range []string{"", "00", g.Fingerprint() + "00", "x" + g.Fingerprint()[1:]} {
		if _, err := ParseFingerprint(text); KindOf(err) != Invalid {
			t.Errorf("%q is read: %v", text, err)
		}
	}
}
