package ui

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func settingsOfShop() SettingsPage {
	return SettingsPage{
		Frame: Frame{Project: shopFrame.Project, Section: Settings}, May: true, Base: &url.URL{Scheme: "https", Host: "errors.example"},
		Naming: NamingOf(mesher.Project{Name: "Shop", Slug: "shop", Platform: "go"}), Limits: LimitsOf(mesher.Settings{SampleRate: .07, RetentionDays: 30}),
		Keys: []mesher.Key{
			{ID: uuid.UUID{1}, ProjectID: 1, Value: "mshr_1", Label: "Browsers", CreatedAt: now.Add(-time.Hour)},
			{ID: uuid.UUID{2}, ProjectID: 1, Value: "mshr_2", Label: "Old", RevokedAt: now.Add(-time.Minute)},
		},
		Used: mesher.Storage{Events: 1200, Bytes: 3 << 20}, Rate: 1000, Now: now,
	}
}

func TestSettingsPage(t *testing.T) {
	p := settingsOfShop()
	p.Done = "key"
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{
		"head title":               "Settings of Shop · Mesher",
		".sections [aria-current]": "Settings",
		".done":                    "A key was made.",
		".copy":                    "https://mshr_1@errors.example/1",
		".things b":                "Browsers|Old",
		"section details summary":  "Revoke|1 revoked",
		".problem":                 "",
	})
	for name, want := range map[string]string{"name": "Shop", "slug": "shop", "platform": "go",
		"retention_days": "30", "sample_percent": "7", "rate_limit_per_minute": "", "label": ""} {
		if got := valueOf(page, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := named(page, "rate_limit_per_minute").Attr("placeholder"); got != "1000" {
		t.Errorf("no limit of its own is shown as %q", got)
	}
	if got := page.One(t, ".things form").Attr("action"); got != "/api-keys/01000000-0000-0000-0000-000000000000/revoke" {
		t.Errorf("a key is revoked by %q", got)
	}
}

// Members see what is set, and nothing to change it with.
func TestSettingsAreReadOnlyForMembers(t *testing.T) {
	p := settingsOfShop()
	p.May = false
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{"main button": "", ".things summary": "", ".copy": "https://mshr_1@errors.example/1"})
	if forms, locked := len(page.All("main form")), len(page.All("fieldset[disabled]")); forms != 2 || locked != 2 {
		t.Errorf("%d forms, of which %d can't be filled in; want 2 and 2", forms, locked)
	}
}

// What was refused is shown with the reason beside it, in its form alone.
func TestRefusedSettings(t *testing.T) {
	p := settingsOfShop()
	p.Limits = Form{url.Values{"sample_percent": {"many"}}, "because"}
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{".limits .problem": "because.", ".naming .problem": "", ".labelling .problem": ""})
	if got := page.One(t, "[autofocus]").Attr("name"); got != "retention_days" {
		t.Errorf("the page begins at %q, want to begin where the problem is", got)
	}
	if got := valueOf(page, "sample_percent"); got != "many" {
		t.Errorf("what was typed became %q", got)
	}
}

func TestSettingsWithoutKeys(t *testing.T) {
	p := settingsOfShop()
	p.Keys, p.Used, p.Rate, p.Done = nil, mesher.Storage{}, 0, "<b>"
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{
		".warn": "There is no valid key: no program can send events.", ".things": "", ".done": "",
	})
	if got := named(page, "rate_limit_per_minute").Attr("placeholder"); got != "no limit" {
		t.Errorf("no limit at all is shown as %q", got)
	}
}
