package mesher

import "testing"

func TestCleanFilename(t *testing.T) {
	for _, c := range []struct {
		in, want string
		bundled  bool
	}{
		{"", "", false},
		{"app/Views.py", "views.py", false},
		{`C:\src\Shop.cs`, "shop.cs", false},
		{"sha256.go", "sha256.go", false},
		{"utf8_decoder.go", "utf8_decoder.go", false},
		{"migrations/0042_add_users.py", "0042_add_users.py", false},
		{"facade.php", "facade.php", false},
		{"user-facade.php", "user-facade.php", false},
		{"report.2026.sql", "report.2026.sql", false},
		{"libssl.so.3", "libssl.so.3", false},
		{"log4j-core-2.17.1.jar", "log4j-core.jar", false},
		{"app.v12.js", "app.js", false},
		{"main.8f3c2a1b.js", "main.js", true},
		{"main.8f3c2a1b.chunk.js", "main.chunk.js", true},
		{"1234-abcdef0123456789.js", "1234.js", true},
		{"app-BZ4kR1xQ.js", "app.js", true},
		{"jquery-3.6.0.min.js", "jquery.min.js", true},
		{"vendor.min.js", "vendor.min.js", true},
		{"https://a.example/s/main.8f3c2a1b.js?v=2#x", "main.js", true},
		{"https://a.example/main.js", "main.js", true},
		{"https://a.example/products/42", "", true},
		{"https://a.example/", "", true},
		{"webpack://shop/./src/Cart.tsx", "cart.tsx", true},
		{"<anonymous>", "", false},
		{"<frozen importlib._bootstrap>", "", false},
	} {
		if got, bundled := cleanFilename(c.in); got != c.want || bundled != c.bundled {
			t.Errorf("cleanFilename(%q) = %q, %t; want %q, %t", c.in, got, bundled, c.want, c.bundled)
		}
	}
}
