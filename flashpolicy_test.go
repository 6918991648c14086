package satchel_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestThePolicyAsText(t *testing.T) {
	for policy, text := range map[satchel.FlashPolicy]string{
		satchel.ProfilePolicy: "profile", satchel.NextPage: "next-page", satchel.NextRequest: "next-request",
	} {
		written, err := json.Marshal(policy)
		if err != nil || string(written) != `"`+text+`"` || policy.String() != text {
			t.Errorf("%v is written as %s, %v", policy, written, err)
		}
		var back satchel.FlashPolicy
		if err := json.Unmarshal([]byte(`"`+strings.ToUpper(text)+`"`), &back); err != nil || back != policy {
			t.Errorf("%s is read as %v, %v", text, back, err)
		}
	}
	if err := new(satchel.FlashPolicy).UnmarshalText([]byte("never")); err == nil || !strings.Contains(err.Error(), `"never" is none of profile, next-page, next-request`) {
		t.Errorf("an unknown name gives %v", err)
	}
	if _, err := satchel.FlashPolicy(9).MarshalText(); err == nil || !strings.Contains(err.Error(), "FlashPolicy(9)") {
		t.Errorf("an unknown policy gives %v", err)
	}
}

func TestFaultsOfTheFlashsSettings(t *testing.T) {
	for _, test := range []struct {
		name, field, problem string
		config               satchel.Config
	}{
		{"an unknown policy", "FlashPolicy", "unknown", satchel.Config{FlashPolicy: 9}},
		{"a single slot", "FlashSlots", "1 is not between 2 and 8", satchel.Config{FlashSlots: 1}},
		{"a negative number of slots", "FlashSlots", "-1 is not", satchel.Config{FlashSlots: -1}},
		{"nine slots", "FlashSlots", "9 is not", satchel.Config{FlashSlots: 9}},
		{"slots beside Play", "FlashSlots", "Native only", satchel.Config{FlashSlots: 2, Profile: satchel.Play, FlashPolicy: satchel.NextPage}},
		{"slots for the next request", "FlashSlots", "NextPage only", satchel.Config{FlashSlots: 2, FlashPolicy: satchel.NextRequest}},
		{"slots that anybody can fill", "FlashSlots", "signed", satchel.Config{FlashSlots: 2, InsecureUnsignedFlash: true}},
		{"a rule without a field", "FlashRules[0]", "no name", satchel.Config{FlashRules: []satchel.FlashRule{{Means: satchel.PartRequest}}}},
		{"a rule with a space in its field", "FlashRules[0]", "no name", satchel.Config{FlashRules: []satchel.FlashRule{{Header: "X Y", Means: satchel.PartRequest}}}},
		{"a rule without a meaning", "FlashRules[1]", "Means is none of", satchel.Config{FlashRules: []satchel.FlashRule{
			{Header: "X-Part", Means: satchel.PartRequest}, {Header: "X-Part"}}}},
		{"a rule with an unknown meaning", "FlashRules[0]", "Means is none of", satchel.Config{FlashRules: []satchel.FlashRule{{Header: "X-Part", Means: 99}}}},
		{"a rule that never fits", "FlashRules[0]", "semicolon", satchel.Config{FlashRules: []satchel.FlashRule{{Header: "X-Part", Value: "a;b", Means: satchel.PartRequest}}}},
		{"rules for the next request", "FlashRules", "NextPage only", satchel.Config{Profile: satchel.Play, FlashRules: []satchel.FlashRule{{Header: "X-Part", Means: satchel.PartRequest}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.config.Secrets = []satchel.Secret{firstSecret}
			_, err := satchel.New(test.config)
			fault, ok := errors.AsType[*satchel.ConfigError](err)
			if !ok || fault.Field != test.field || !strings.Contains(fault.Problem, test.problem) {
				t.Errorf("New gives %v", err)
			}
		})
	}
}

// A program teaches its own library; its rules come before the built-in ones.
func TestRulesOfTheProgram(t *testing.T) {
	rules := []satchel.FlashRule{
		{Header: "x-my-poll", Means: satchel.AsideRequest},
		{Header: "Turbo-Frame", Value: "MESSAGES", Means: satchel.PartRequest},
		{Header: "X-My-Hover", Value: "1", Means: satchel.PreloadRequest},
		{Header: "X-My-Ahead", Means: satchel.PrefetchRequest},
		{Header: "X-My-Go", Means: satchel.RedirectResponse},
	}
	for _, test := range []struct {
		name, request, response string
		delivered, declined     bool
	}{
		{"nothing said", "", "", true, false},
		{"a poll", "X-My-Poll: yes", "", false, false},
		{"a frame with messages", "Turbo-Frame: messages", "", true, false},
		{"a frame with messages and parameters", "Turbo-Frame: messages ;x=1", "", true, false},
		{"another frame", "Turbo-Frame: list", "", false, false},
		{"an empty field says nothing", "X-My-Poll:  ", "", true, false},
		{"another value says nothing", "X-My-Hover: 2", "", true, false},
		{"ahead, by a script", "X-My-Hover: 1", "", false, false},
		{"ahead, by the browser", "X-My-Ahead: 1", "", false, true},
		{"a script goes on", "", "X-My-Go: /next", false, false},
		{"a field of the response in the request says nothing", "X-My-Go: /next", "", true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := newSite(t, satchel.Config{FlashRules: rules})
			site.plant(nil, pair("success", "saved"))
			request := site.request(http.MethodGet)
			request.Header = headerOf(test.request)
			response, body, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
				maps.Copy(w.Header(), headerOf(test.response))
				_, _ = io.WriteString(w, satchel.FlashFrom(r.Context()).Get("success"))
			})
			must(t, err)
			if declined := response.StatusCode == http.StatusServiceUnavailable; declined != test.declined {
				t.Errorf("the response is %s", response.Status)
			}
			if test.delivered {
				site.wantFlash()
			} else {
				site.wantFlash("success=saved")
			}
			if test.delivered && body != "saved" {
				t.Errorf("the page says %q", body)
			}
		})
	}
}

// A page fetched ahead is turned away only while a message waits.
func TestAPageIsFetchedAhead(t *testing.T) {
	for name, test := range map[string]struct {
		config satchel.Config
		flash  string // text of the cookie; empty for none
		status int
		body   string
	}{
		"no message":        {satchel.Config{}, "", 200, "page "},
		"a message":         {satchel.Config{}, "good", 503, ""},
		"a refused message": {satchel.Config{}, "a.b.c", 200, "page "},
		"in slots":          {satchel.Config{FlashSlots: 3}, "good", 503, ""},
		"as in Play":        {satchel.Config{FlashPolicy: satchel.NextRequest}, "good", 200, "page saved"},
	} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, test.config)
			switch test.flash {
			case "":
			case "good":
				site.plant(nil, pair("success", "saved"))
			default:
				site.plantText(flashName, test.flash)
			}
			request := site.request(http.MethodGet)
			request.Header.Set("Sec-Purpose", "prefetch;prerender")
			ran := false
			response, body, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
				ran = true
				_, _ = io.WriteString(w, "page "+satchel.FlashFrom(r.Context()).Get("success"))
			})
			must(t, err)
			if response.StatusCode != test.status || ran != (test.status == 200) || ran && body != test.body {
				t.Errorf("the response is %s %q", response.Status, body)
			}
			if !ran && (response.Header.Get("Cache-Control") != "no-store" || response.Header["Set-Cookie"] != nil || strings.Contains(body, "saved")) {
				t.Errorf("the refusal is %v %q", response.Header, body)
			}
			if test.flash == "good" && !ran {
				site.wantShown(saved)
			}
		})
	}
}

func TestAScriptThatFetchesAheadSeesNoMessage(t *testing.T) {
	for _, slots := range []int{0, 3} {
		site := newSite(t, satchel.Config{FlashSlots: slots})
		site.plant(nil, pair("success", "saved"))
		request := site.request(http.MethodGet)
		request.Header.Set("X-Sec-Purpose", "prefetch")
		_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
			flash := satchel.FlashFrom(r.Context())
			if flash.Len() != 0 || flash.Get("success") != "" {
				t.Errorf("the page shows %q", flash.Messages())
			}
			must(t, flash.Info("from the page ahead"))
		})
		must(t, err)
		site.wantShown(saved, satchel.Message{Level: "info", Text: "from the page ahead"})
	}
}

// A page that asks for nothing stays everybody's, though a message waits.
func TestAPublicPageIsUntouchedByAMessage(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(pair("user", "ann"), pair("success", "saved"))
	response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=60")
		_, _ = io.WriteString(w, "public")
	})
	must(t, err)
	if got := response.Header.Get("Cache-Control"); got != "public, max-age=60" || response.Header["Vary"] != nil || response.Header["Set-Cookie"] != nil {
		t.Errorf("the header is %v", response.Header)
	}
	site.events.want(t)
	site.wantShown(saved)
}
