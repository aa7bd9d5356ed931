package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// lookers is how many requests a check has under way at once.
const lookers = 16

// A reader reads back what a load sent, from any server that answers.
type reader struct {
	servers []*url.URL
	good    atomic.Int64 // index of the server that answered last
	retry   time.Duration
	token   string
	client  *http.Client
	since   time.Time // events received before are not the load's
}

// newReader makes a reader from the servers of a load. Closing it closes its
// connections.
func (s *sending) newReader() *reader {
	r := &reader{retry: s.Retry, token: s.Token.Reveal(), since: s.began.Add(-time.Minute)}
	for i, t := range s.targets {
		if i == s.targets[s.good].line {
			r.good.Store(int64(len(r.servers)))
		}
		if t.line == i {
			r.servers = append(r.servers, t.Base)
		}
	}
	r.client = &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: lookers},
		Timeout:   answerWithin / time.Duration(len(r.servers)), // so that all can be asked in that time
	}
	return r
}

func (r *reader) close() { r.client.CloseIdleConnections() }

// check reads the events of all issues that answers named, page by page, and
// requests by id each event that is not among them: it may wait in a spool, which
// is given some time, and only then names its issue. Each request has its bound,
// and a check that has begun is finished: a long load takes long to read.
func (s *sending) check(ctx context.Context, report *Report) error {
	patient := time.Now().Add(s.Patience)
	r := s.newReader()
	defer r.close()

	issues := make(map[uuid.UUID]bool)
	for _, a := range s.accepted {
		if a.IssueID != nil {
			issues[*a.IssueID] = true
		}
	}
	for {
		times, err := r.times(ctx, issues)
		if err != nil {
			return fmt.Errorf("read back what was sent: %w", err)
		}
		report.Stored, report.Missing, report.Duplicates = 0, 0, 0
		var missing []uuid.UUID
		for _, a := range s.accepted {
			switch n := times[a.ID]; {
			case n == 0:
				missing = append(missing, a.ID)
			default:
				report.Stored++
				report.Duplicates += int64(n - 1)
			}
		}
		report.Missing = int64(len(missing))
		if len(missing) == 0 {
			return nil
		}
		if err := r.issuesOf(ctx, missing, issues); err != nil {
			return fmt.Errorf("look for what is missing: %w", err)
		}
		if !time.Now().Before(patient) || !wait(ctx, time.Now().Add(min(time.Second, time.Until(patient)))) {
			return nil // the event stays missing
		}
	}
}

// times counts how often each event is there.
func (r *reader) times(ctx context.Context, issues map[uuid.UUID]bool) (map[uuid.UUID]int, error) {
	times := make(map[uuid.UUID]int)
	var mu sync.Mutex
	err := together(issues, func(issue uuid.UUID) error {
		return r.events(ctx, issue, func(id uuid.UUID) {
			mu.Lock()
			defer mu.Unlock()
			times[id]++
		})
	})
	return times, err
}

// events iterates over an issue's events, back to when the load began.
func (r *reader) events(ctx context.Context, issue uuid.UUID, each func(uuid.UUID)) error {
	query := url.Values{"limit": {"100"}}
	for {
		var page struct {
			Data []struct {
				ID         uuid.UUID `json:"id"`
				ReceivedAt time.Time `json:"received_at"`
			} `json:"data"`
			HasMore      bool   `json:"has_more"`
			NextCursor   string `json:"next_cursor"`
			NextCursorID string `json:"next_cursor_id"`
		}
		if _, err := r.get(ctx, "api/v1/issues/"+issue.String()+"/events", query, &page); err != nil {
			return err
		}
		for _, e := range page.Data {
			if e.ReceivedAt.Before(r.since) {
				return nil
			}
			each(e.ID)
		}
		if !page.HasMore {
			return nil
		}
		query.Set("cursor", page.NextCursor)
		query.Set("cursor_id", page.NextCursorID)
	}
}

// issuesOf adds the issues of those events that are there by now.
func (r *reader) issuesOf(ctx context.Context, events []uuid.UUID, issues map[uuid.UUID]bool) error {
	wanted := make(map[uuid.UUID]bool)
	for _, id := range events[:min(len(events), 1000)] { // the rest have the same issues, or come next
		wanted[id] = true
	}
	var mu sync.Mutex
	return together(wanted, func(id uuid.UUID) error {
		var found struct {
			Event struct {
				IssueID uuid.UUID `json:"issue_id"`
			} `json:"event"`
		}
		there, err := r.get(ctx, "api/v1/events/"+id.String(), nil, &found)
		if there {
			mu.Lock()
			defer mu.Unlock()
			issues[found.Event.IssueID] = true
		}
		return err
	})
}

// errAway says that another server may answer.
var errAway = errors.New("the server is away")

// get reads a JSON answer, from one server after the other until one gives it;
// there is false if that one has nothing. All are asked once or, in a load with
// retries, again for as long as it retries.
func (r *reader) get(ctx context.Context, path string, query url.Values, answer any) (there bool, err error) {
	first, n := r.good.Load(), int64(len(r.servers))
	for b := (backoff{until: time.Now().Add(r.retry)}); ; {
		for i := first; i < first+n; i++ {
			there, err = r.getFrom(ctx, r.servers[i%n], path, query, answer)
			if !errors.Is(err, errAway) {
				r.good.Store(i % n)
				return there, err
			}
		}
		if begin, again := b.next(time.Now(), reply{}, true); r.retry == 0 || !again || !wait(ctx, begin) {
			return false, err
		}
	}
}

func (r *reader) getFrom(ctx context.Context, server *url.URL, path string, query url.Values, answer any) (there bool, err error) {
	u := server.JoinPath(path)
	u.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return false, err
	}
	if r.token != "" {
		request.Header.Set("Authorization", "Bearer "+r.token)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return false, fmt.Errorf("%w: %w", errAway, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<20))
	switch {
	case err != nil:
		return false, fmt.Errorf("%w: %w", errAway, err)
	case response.StatusCode == http.StatusNotFound:
		return false, nil
	case response.StatusCode == http.StatusBadGateway, response.StatusCode == http.StatusServiceUnavailable, response.StatusCode == http.StatusGatewayTimeout:
		return false, fmt.Errorf("%w: %s answered %s: %.200s", errAway, u, response.Status, body)
	case response.StatusCode != http.StatusOK:
		return false, fmt.Errorf("%s answered %s: %.200s", u.Path, response.Status, body)
	}
	return true, json.Unmarshal(body, answer)
}

// together does something for each id, a few at a time, and returns the first
// error.
func together(all map[uuid.UUID]bool, do func(uuid.UUID) error) error {
	work := make(chan uuid.UUID, len(all))
	for id := range all {
		work <- id
	}
	close(work)
	var (
		doing sync.WaitGroup
		once  sync.Once
		first error
	)
	for range lookers {
		doing.Go(func() {
			for id := range work {
				if err := do(id); err != nil {
					once.Do(func() { first = err })
					return
				}
			}
		})
	}
	doing.Wait()
	return first
}
