package mesher

import "testing"

func TestCleanFunction(t *testing.T) {
	for in, want := range map[string]string{
		"checkout": "checkout", "": "", "?": "", "<anonymous>": "", "Object.<anonymous>": "", "0x7ffe12": "", "<module>": "<module>",
		// JavaScript
		"async load": "load", "async*load": "load", "new Cart": "Cart", "Object.addItem": "addItem", "addItem [as add]": "addItem", "load/<": "load", "load/</<": "load",
		"HTMLButtonElement.onClick": "HTMLButtonElement.onClick",
		// JVM
		"lambda$main$0": "lambda$main$", "access$100": "access$", "invoke$$Lambda$14/0x08": "invoke$$Lambda", "step2": "step2", "base64": "base64",
		// Go
		"(*Shop).Run.func1": "(*Shop).Run.func", "Run.func1.2": "Run.func.", "Run.gowrap1": "Run.gowrap", "init.0": "init.",
		// Rust, C++
		"shop::buy::h2e6bd5ae9c0bb0c6": "shop::buy", "shop::hello": "shop::hello", "buy(int) [clone .isra.0]": "buy(int)", "buy.part.3": "buy.part.", "operator<": "operator<",
		// .NET
		"<Buy>b__0_1": "<Buy>b___", "<>c__DisplayClass5": "<>c__DisplayClass", "lambda_method12": "lambda_method",
		// Ruby, PHP
		"block in save": "save", "block (2 levels) in save": "save", "rescue in save": "rescue in save", "_app_show_html_erb__12_34": "_app_show_html_erb___",
		"Shop::{closure:/srv/a.php:12}": "Shop::{closure}", "{closure}": "{closure}", "class@anonymous\x00/srv/a.php:12$0": "class@anonymous",
		// Names with numbers of their own
		"sha256": "sha256", "v2_convert": "v2_convert", "handle_404": "handle_404", "add_3_items": "add_3_items",
	} {
		if got := cleanFunction(in); got != want {
			t.Errorf("cleanFunction(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanModule(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "app.views": "app.views", "com.acme.Shop": "com.acme.Shop", "com.acme.Shop$Inner": "com.acme.Shop$Inner", "com.acme.Shop$1": "com.acme.Shop$",
		"com.acme.Shop$$Lambda$14/0x0000000800066840": "com.acme.Shop", "com.acme.Shop$$SpringCGLIB$$0": "com.acme.Shop",
		"jdk.proxy2.$Proxy34": "jdk.proxy.$Proxy", "sun.reflect.GeneratedMethodAccessor77": "sun.reflect.GeneratedMethodAccessor",
		"github.com/acme/shop/v2": "github.com/acme/shop/v2", "net.http2": "net.http2",
	} {
		if got := cleanModule(in); got != want {
			t.Errorf("cleanModule(%q) = %q, want %q", in, got, want)
		}
	}
}
