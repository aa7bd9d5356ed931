package storetest

import (
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var projectTests = map[string]func(*scene){
	"bootstrap makes a project that takes events": func(s *scene) {
		wantEqual(s, "the slug", s.project.Slug, "default")
		wantEqual(s, "the key's project", s.key.ProjectID, s.project.ID)
		key, project, err := s.store.KeyByValue(s.Context(), s.key.Value)
		s.must(err)
		wantEqual(s, "the key", key, s.key)
		wantEqual(s, "the project", project, s.project)
	},
	"bootstrap finds what it made": func(s *scene) {
		s.anotherProject("other")
		_, err := s.store.CreateKey(s.Context(), s.project.ID, "second")
		s.must(err)
		project, key, err := s.store.Bootstrap(s.Context())
		s.must(err)
		wantEqual(s, "the project", project, s.project)
		wantEqual(s, "the key", key, s.key)
	},
	"bootstrap replaces a key that was revoked": func(s *scene) {
		s.must(s.store.RevokeKey(s.Context(), s.key.ID))
		_, key, err := s.store.Bootstrap(s.Context())
		s.must(err)
		if key.ID == s.key.ID {
			s.Error("bootstrap returned a revoked key")
		}
		_, _, err = s.store.KeyByValue(s.Context(), key.Value)
		s.must(err)
	},
	"bootstrap by many makes one": func(s *scene) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				project, key, err := s.store.Bootstrap(s.Context())
				if err != nil || project != s.project || key != s.key {
					s.Errorf("one made project %d and key %s: %v", project.ID, key.ID, err)
				}
			})
		}
		all.Wait()
		projects, err := s.store.Projects(s.Context())
		s.must(err)
		wantEqual(s, "the number of projects", len(projects), 1)
	},
	"a project is found by number and by slug": func(s *scene) {
		other := s.anotherProject("shop-2")
		for _, ref := range []string{fmt.Sprint(other.ID), "shop-2"} {
			got, err := s.store.Project(s.Context(), ref)
			s.must(err)
			wantEqual(s, "project "+ref, got, other)
		}
		for _, ref := range []string{"", "nothing", "987654", "99999999999999999999", "SHOP-2"} {
			_, err := s.store.Project(s.Context(), ref)
			s.wantKind(err, mesher.NotFound)
		}
	},
	"projects are listed as they were made": func(s *scene) {
		s.anotherProject("b")
		s.anotherProject("a")
		projects, err := s.store.Projects(s.Context())
		s.must(err)
		var slugs []string
		for _, p := range projects {
			slugs = append(slugs, p.Slug)
		}
		wantEqual(s, "the list", fmt.Sprint(slugs), "[default b a]")
	},
	"a slug is unique and no number": func(s *scene) {
		_, err := s.store.CreateProject(s.Context(), mesher.Project{OrgID: s.project.OrgID, Slug: "default"})
		s.wantKind(err, mesher.Conflict)
		for _, slug := range []string{"", "123"} {
			_, err = s.store.CreateProject(s.Context(), mesher.Project{OrgID: s.project.OrgID, Slug: slug})
			s.wantKind(err, mesher.Invalid)
		}
	},
	"a key works until it is revoked": func(s *scene) {
		second, err := s.store.CreateKey(s.Context(), s.project.ID, "second")
		s.must(err)
		s.must(s.store.RevokeKey(s.Context(), s.key.ID))
		s.must(s.store.RevokeKey(s.Context(), s.key.ID)) // again: nothing happens
		_, _, err = s.store.KeyByValue(s.Context(), s.key.Value)
		s.wantKind(err, mesher.NotFound)
		got, _, err := s.store.KeyByValue(s.Context(), second.Value)
		s.must(err)
		wantEqual(s, "the other key", got, second)
	},
	"keys are listed as they were made": func(s *scene) {
		second, err := s.store.CreateKey(s.Context(), s.project.ID, "second")
		s.must(err)
		other := s.anotherProject("other")
		_, err = s.store.CreateKey(s.Context(), other.ID, "another's")
		s.must(err)
		s.must(s.store.RevokeKey(s.Context(), s.key.ID))
		keys, err := s.store.KeysOf(s.Context(), s.project.ID)
		s.must(err)
		if len(keys) != 2 || keys[0].ID != s.key.ID || keys[0].RevokedAt.IsZero() || keys[1] != second {
			s.Errorf("the keys are %+v", keys)
		}
		got, err := s.store.Key(s.Context(), second.ID)
		s.must(err)
		wantEqual(s, "the key", got, second)
		_, err = s.store.Key(s.Context(), uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
	"an unknown key or project is not found": func(s *scene) {
		_, _, err := s.store.KeyByValue(s.Context(), "")
		s.wantKind(err, mesher.NotFound)
		s.wantKind(s.store.RevokeKey(s.Context(), uuid.New()), mesher.NotFound)
		_, err = s.store.CreateKey(s.Context(), s.project.ID+1000, "")
		s.wantKind(err, mesher.NotFound)
		s.wantKind(s.store.SaveSettings(s.Context(), s.project.ID+1000, mesher.Settings{}), mesher.NotFound)
	},
	"settings are saved": func(s *scene) {
		other := s.anotherProject("other")
		want := mesher.Settings{RateLimitPerMinute: 5, SampleRate: 0.25, RetentionDays: 30}
		s.must(s.store.SaveSettings(s.Context(), s.project.ID, want))
		got, err := s.store.Project(s.Context(), "default")
		s.must(err)
		wantEqual(s, "the settings", got.Settings, want)
		got, err = s.store.Project(s.Context(), "other")
		s.must(err)
		wantEqual(s, "another's settings", got.Settings, other.Settings)
	},
}
