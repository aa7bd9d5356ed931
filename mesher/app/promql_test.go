package app

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// An exposition has the values of each label of each metric of a program.
type exposition map[string]map[string]map[string]bool

var (
	series  = regexp.MustCompile(`^(\w+)(?:\{(.*)\})?$`)
	labelOf = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// expositionOf returns the exposition of a scrape.
func expositionOf(scraped map[string]float64) exposition {
	x := exposition{}
	for name := range scraped {
		m := series.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		x.add(m[1], "", "")
		for _, l := range labelOf.FindAllStringSubmatch(m[2], -1) {
			x.add(m[1], l[1], l[2])
		}
	}
	return x
}

// add adds a value of a label; no label is the metric alone.
func (x exposition) add(metric, label, value string) {
	if x[metric] == nil {
		x[metric] = map[string]map[string]bool{}
	}
	if label == "" {
		return
	}
	if x[metric][label] == nil {
		x[metric][label] = map[string]bool{}
	}
	x[metric][label][value] = true
}

// scraped are the labels that Prometheus adds to everything it scrapes.
var scraped = []string{"instance", "job"}

// The words of PromQL that rules may use: a word missing here is a mistake, or is
// to be added.
var (
	functions = []string{"rate", "increase", "histogram_quantile", "time", "sum", "max", "min"}
	listing   = []string{"by", "without", "on", "ignoring", "group_left", "group_right"} // labels, in brackets
	joining   = []string{"and", "or", "unless"}
	tokens    = regexp.MustCompile(`\s+|"(?:[^"\\]|\\.)*"|[0-9][0-9.]*(?:[smhdw]\b)?|[a-zA-Z_][a-zA-Z0-9_]*|[=!]~|[=!<>]=|[-+*/%<>=(){},[\]]`)
)

// wrongs returns what an expression refers to and a program does not have.
func (x exposition) wrongs(expr string) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	words := tokens.FindAllString(expr, -1)
	if strings.Join(words, "") != expr {
		say("%q is not all of words that are known", expr)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return strings.TrimSpace(w) == "" })
	words = append(words, "", "", "", "", "") // so that looking ahead needs no care
	known := map[string]bool{}                // labels of the metrics in the expression
	var listed []string
	for i := 0; i < len(words)-5; i++ {
		word := words[i]
		switch {
		case !isWord(word) || slices.Contains(joining, word):
		case slices.Contains(listing, word):
			for i++; words[i] != ")" && words[i] != ""; i++ {
				if isWord(words[i]) {
					listed = append(listed, words[i])
				}
			}
		case words[i+1] == "(" || slices.Contains(listing, words[i+1]):
			if !slices.Contains(functions, word) {
				say("the function %s is not known", word)
			}
		case x[word] == nil:
			say("there is no metric %s", word)
		default:
			for label := range x[word] {
				known[label] = true
			}
			if words[i+1] != "{" {
				continue
			}
			for i += 2; words[i] != "}" && words[i] != ""; i++ {
				if !isWord(words[i]) {
					continue
				}
				label, by, value := words[i], words[i+1], strings.Trim(words[i+2], `"`)
				switch {
				case slices.Contains(scraped, label):
				case x[word][label] == nil:
					say("%s has no label %s", word, label)
				case by == "=" && !x[word][label][value]:
					say("%s of %s is never %q", label, word, value)
				}
			}
		}
	}
	for _, label := range listed {
		if !known[label] && !slices.Contains(scraped, label) {
			say("nothing that is asked for has a label %s", label)
		}
	}
	return wrong
}

func isWord(s string) bool { return s != "" && (s[0] == '_' || s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z') }

var (
	namesInText  = regexp.MustCompile(`\b(?:mesher|actor|dist)_[a-z_]+[a-z]`)
	labelsInText = regexp.MustCompile(`\$labels\.(\w+)`)
)

// wrongsOfText returns what the text of a rule refers to and a program does not
// have.
func (x exposition) wrongsOfText(expr, text string) (wrong []string) {
	for _, name := range namesInText.FindAllString(text, -1) {
		if x[name] == nil && x[name+"_count"] == nil {
			wrong = append(wrong, fmt.Sprintf("its text names %s, and there is none", name))
		}
	}
	for _, m := range labelsInText.FindAllStringSubmatch(text, -1) {
		has := func(metric string) bool { return strings.Contains(expr, metric) && x[metric][m[1]] != nil }
		if !slices.Contains(scraped, m[1]) && !slices.ContainsFunc(slices.Collect(maps.Keys(x)), has) {
			wrong = append(wrong, fmt.Sprintf("its text has the label %s, and what it asks for has none", m[1]))
		}
	}
	return wrong
}

// References of a rule to nothing are found.
func TestWrongsOfRules(t *testing.T) {
	x := exposition{}
	x.add("m_total", "outcome", "stored")
	x.add("m_total", "outcome", "spooled")
	x.add("m_seconds_bucket", "le", "1")
	x.add("m_up", "", "")
	for expr, want := range map[string]string{
		`m_up == 0 or m_total{outcome="stored"} > 0.5 * m_up`:                        "",
		`sum by (instance, le) (rate(m_seconds_bucket{instance=~"a.*"}[5m])) > 2`:    "",
		`time() - max by (job) (m_total{outcome="stored",outcome!="x"}) > 2 * 86400`: "",
		`m_up > 0 and on (instance) m_total == 1`:                                    "",
		`m_down == 0`:                  "no metric m_down",
		`rate(m_seconds[5m]) > 0`:      "no metric m_seconds",
		`m_total{outcome="lost"} > 0`:  `outcome of m_total is never "lost"`,
		`m_total{reason="lost"} > 0`:   "no label reason",
		`m_up{outcome=~"x"} > 0`:       "no label outcome",
		`sum by (chore) (m_total) > 0`: "has a label chore",
		`rat(m_total[5m]) > 0`:         "function rat",
		`m_up ? 0`:                     "not all of words",
		`increase(m_total{outcome="stored"}[1h]) > 0 unless ignoring (le) m_total{outcome="spooled"}`: "has a label le",
	} {
		got := strings.Join(x.wrongs(expr), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("of %s it says %q, want %q", expr, got, want)
		}
	}
	for text, want := range map[string]string{
		"Compare m_total.":                     "",
		"{{ $labels.outcome }} is many.":       "",
		"{{ $labels.instance }} is down.":      "",
		"{{ $labels.le }} is many.":            "label le",
		"Look at mesher_m_total on that node.": "names mesher_m_total",
	} {
		got := strings.Join(x.wrongsOfText("m_total > 0", text), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("of %q it says %q, want %q", text, got, want)
		}
	}
}
