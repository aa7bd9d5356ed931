package mesher

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestRuleOnNews(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		about     string
		condition ConditionType
		news      NewsKind
		change    func(*Rule)
		want      string
	}{
		{"a new issue", OnNewIssue, NewsNew, nil, "New issue: it broke"},
		{"a regression", OnRegression, NewsRegressed, nil, "Back after it was resolved: it broke"},
		{"a spike", OnRegression, NewsEscalated, nil, "Far more often than usual: it broke"},
		{"a new issue is no regression", OnRegression, NewsNew, nil, ""},
		{"a regression is not new", OnNewIssue, NewsRegressed, nil, ""},
		{"a threshold is about no news", OnThreshold, NewsNew, nil, ""},
		{"news of a kind that is not known", OnNewIssue, "renamed", nil, ""},
		{"news without a kind, and a rule without a condition", "", "renamed", nil, ""},
		{"a rule that is off", OnNewIssue, NewsNew, func(r *Rule) { r.Enabled = false }, ""},
		{"another project's", OnNewIssue, NewsNew, func(r *Rule) { r.Project = 2 }, ""},
		{"within the cooldown", OnNewIssue, NewsNew, func(r *Rule) { r.LastFiredAt = now.Add(time.Microsecond - time.Hour) }, ""},
		{"after the cooldown", OnNewIssue, NewsNew, func(r *Rule) { r.LastFiredAt = now.Add(-time.Hour) }, "New issue: it broke"},
		{"at once, without a cooldown", OnNewIssue, NewsNew, func(r *Rule) { r.Cooldown, r.LastFiredAt = 0, now }, "New issue: it broke"},
	} {
		r := Rule{Name: "r", Project: 1, Condition: Condition{Type: c.condition}, Cooldown: time.Hour, Enabled: true}
		if c.change != nil {
			c.change(&r)
		}
		a, ok := r.OnNews(News{ID: 7, Kind: c.news, Project: 1, Title: "it\nbroke"}, now)
		if a.Message != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, %v; want %q", c.about, a.Message, ok, c.want)
		}
		if ok && (a.Cause != "news 7" || a.Status != AlertActive || !a.TriggeredAt.Equal(now) || a.Condition != r.Condition) {
			t.Errorf("%s: the alert is %+v", c.about, a)
		}
	}
}

func TestRuleWindows(t *testing.T) {
	const clock = "15:04:05"
	at := func(s string) time.Time {
		parsed, err := time.Parse("2006-01-02 "+clock, "2026-03-14 "+s)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, c := range []struct {
		now, fired string // fired empty: never
		minutes    int
		want       string
	}{
		{"12:00:30", "", 1, "[12:00:00-12:01:00 11:59:00-12:00:00]"},
		{"12:00:00", "", 1, "[12:00:00-12:01:00 11:59:00-12:00:00]"},
		{"12:00:59", "", 5, "[11:56:00-12:01:00 11:55:00-12:00:00]"},
		// It fired in the minute before, or in this one: that window was checked.
		{"12:00:30", "11:59:00", 1, "[12:00:00-12:01:00]"},
		{"12:00:30", "12:00:10", 1, "[12:00:00-12:01:00]"},
		{"12:00:30", "11:58:59", 1, "[12:00:00-12:01:00 11:59:00-12:00:00]"},
	} {
		r := Rule{Condition: Condition{Type: OnThreshold, WindowMinutes: c.minutes}}
		if c.fired != "" {
			r.LastFiredAt = at(c.fired)
		}
		var got []string
		for _, w := range r.Windows(at(c.now)) {
			got = append(got, w.Since.Format(clock)+"-"+w.Until.Format(clock))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("at %s, fired %q, of %d minutes: %v, want %s", c.now, c.fired, c.minutes, got, c.want)
		}
	}
	if w := (Rule{Condition: Condition{Type: OnNewIssue}}).Windows(at("12:00:00")); w != nil {
		t.Errorf("a rule without a threshold counts in %v", w)
	}
}

func TestRuleOnCounts(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 30, 0, time.UTC)
	r := Rule{Condition: Condition{Type: OnThreshold, Threshold: 10, WindowMinutes: 5}, Cooldown: time.Hour, Enabled: true}
	w := r.Windows(now)
	for _, c := range []struct {
		about      string
		this, last int64
		change     func(*Rule)
		want       string
	}{
		{"as many as the threshold", 10, 10, nil, ""},
		{"more", 11, 0, nil, "11 events in 5 minutes, more than 10"},
		{"more in the window before", 3, 12, nil, "12 events in 5 minutes, more than 10"},
		{"more in the window before, after which it fired", 3, 12, func(r *Rule) { r.Cooldown, r.LastFiredAt = 0, now }, ""},
		{"within the cooldown", 11, 0, func(r *Rule) { r.LastFiredAt = now.Add(-time.Minute) }, ""},
		{"off", 11, 0, func(r *Rule) { r.Enabled = false }, ""},
		{"it was changed meanwhile, to windows not counted", 11, 11, func(r *Rule) { r.Condition.WindowMinutes = 7 }, ""},
		{"to another condition", 11, 11, func(r *Rule) { r.Condition = Condition{Type: OnNewIssue} }, ""},
	} {
		r := r
		if c.change != nil {
			c.change(&r)
		}
		a, ok := r.OnCounts(map[Window]int64{w[0]: c.this, w[1]: c.last}, now)
		if a.Message != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, %v; want %q", c.about, a.Message, ok, c.want)
		}
		if ok && a.Cause != "minute 2026-03-14T12:00Z" {
			t.Errorf("%s: the cause is %q", c.about, a.Cause)
		}
	}
}

func TestRuleChecked(t *testing.T) {
	good := Rule{Name: " two  words ", Condition: Condition{Type: OnThreshold, Threshold: 1, WindowMinutes: 1}, Action: Action{Type: Websocket}}
	for _, c := range []struct {
		about  string
		change func(*Rule)
		want   string // in the error; empty: none
	}{
		{"a good one", func(*Rule) {}, ""},
		{"no name", func(r *Rule) { r.Name = " " }, "name must have"},
		{"no condition", func(r *Rule) { r.Condition.Type = "" }, "condition_type"},
		{"a negative threshold", func(r *Rule) { r.Condition.Threshold = -1 }, "threshold"},
		{"a huge threshold", func(r *Rule) { r.Condition.Threshold = 1e10 }, "threshold"},
		{"no window", func(r *Rule) { r.Condition.WindowMinutes = 0 }, "window_minutes"},
		{"a window of more than a day", func(r *Rule) { r.Condition.WindowMinutes = 1441 }, "window_minutes"},
		{"a negative cooldown", func(r *Rule) { r.Cooldown = -1 }, "cooldown_minutes"},
		{"a cooldown of a year", func(r *Rule) { r.Cooldown = 365 * 24 * time.Hour }, "cooldown_minutes"},
		{"no action", func(r *Rule) { r.Action = Action{} }, "type"},
		{"a webhook without an address", func(r *Rule) { r.Action = Action{Type: Webhook} }, "url"},
		{"a webhook by file", func(r *Rule) { r.Action = Action{Type: Webhook, URL: "file:///etc/passwd"} }, "url"},
		{"a webhook without a host", func(r *Rule) { r.Action = Action{Type: Webhook, URL: "https://:443/x"} }, "url"},
		{"a webhook with a password", func(r *Rule) { r.Action = Action{Type: Webhook, URL: "https://a:b@example.com/x"} }, "password"},
		{"a long webhook", func(r *Rule) {
			r.Action = Action{Type: Webhook, URL: "https://example.com/" + strings.Repeat("x", 2048)}
		}, "longer"},
		{"a long secret", func(r *Rule) {
			r.Action = Action{Type: Webhook, URL: "https://example.com/", Secret: SecretOf(strings.Repeat("x", 201))}
		}, "longer"},
		{"mail to nobody", func(r *Rule) { r.Action = Action{Type: Email} }, "addresses"},
		{"mail to a crowd", func(r *Rule) { r.Action = Action{Type: Email, To: make([]string, 21)} }, "addresses"},
		{"mail with another header", func(r *Rule) { r.Action = Action{Type: Email, To: []string{"a@example.com\r\nBcc: b@example.com"}} }, "address"},
	} {
		r := good
		c.change(&r)
		switch _, err := r.Checked(); {
		case c.want == "" && err != nil, c.want != "" && (KindOf(err) != Invalid || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got the error %v, want %q in it", c.about, err, c.want)
		}
	}
}

// A rule is stored without the fields that it does not use.
func TestRuleCheckedForm(t *testing.T) {
	r, err := Rule{
		Name: " two  words ", Condition: Condition{Type: OnNewIssue, Threshold: 5, WindowMinutes: 5}, Cooldown: 90 * time.Second,
		Action: Action{Type: Webhook, URL: "https://example.com/x#there", To: []string{"a@example.com"}},
	}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "two words" || r.Condition != (Condition{Type: OnNewIssue}) || r.Cooldown != time.Minute {
		t.Errorf("the rule is %+v", r)
	}
	if r.Action.URL != "https://example.com/x" || r.Action.To != nil || !strings.HasPrefix(r.Action.Secret.Reveal(), "whsec_") {
		t.Errorf("the action is %+v", r.Action)
	}
	again, err := r.Checked()
	if err != nil || again.Action.Secret != r.Action.Secret {
		t.Error("a secret that is there is replaced")
	}
	r.Action = Action{Type: Email, To: []string{"A@example.com", "a@example.com "}}
	if r, err = r.Checked(); err != nil || len(r.Action.To) != 1 || r.Action.To[0] != "a@example.com" {
		t.Errorf("the addresses are %v, %v", r.Action.To, err)
	}
}

// Whatever is typed, the stored form does not change when it is read and saved
// again.
func FuzzRuleChecked(f *testing.F) {
	f.Add("name", "webhook", "https://example.com/hook", "secret", "ada@example.com", int64(60))
	f.Add("name", "email", "", "", "Ada@example.com", int64(0))
	f.Add("\u202ename\n", "webhook", "http://[::1%25lo]:80/?q#f", "", "", int64(1))
	f.Fuzz(func(t *testing.T, name, channel, url, secret, to string, minutes int64) {
		r, err := Rule{
			Name: name, Condition: Condition{OnThreshold, minutes, int(minutes % 2000)}, Cooldown: time.Duration(minutes) * time.Minute,
			Action: Action{Channel(channel), url, SecretOf(secret), []string{to}},
		}.Checked()
		if err != nil {
			if KindOf(err) != Invalid {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		again, err := r.Checked()
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("%+v became %+v, %v", r, again, err)
		}
	})
}
