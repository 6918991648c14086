package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/visit"
)

const doctorHelp = `Fetch a page, and judge the cookies that it sets and the header that they come
with: of any site, whatever it is made with. Give the address of a page that
sets a cookie.

Most sites set their session in the answer to a form, which no GET sees. Send
the form yourself, and give the answer by --response: nothing is fetched then.

One GET is sent, and each further one is told before: those of --follow, and
those of --twice, which asks again with the cookies that came, and once more
with a session that was damaged on purpose. What the page says is thrown away;
values of cookies are not shown. Cookies of --cookie-file go to that host only,
and not over plain HTTP to another machine or a proxy. Other requests go by the
proxies of HTTPS_PROXY and HTTP_PROXY, which is told.

Requirements are those of OWASP ASVS 5.0 and of RFC 6265bis, by their numbers;
browsers stands for what these do by themselves. What the server does with a
cookie, nobody sees from here: satchel config check judges that. Which domains
are public suffixes, as co.uk, is known from a list as old as this program.

The exit code is 3 for a fault, and with --strict for advice too. It is 1 when
no cookie was judged: none was set, and none was sent with --twice.`

const doctorExamples = `  satchel doctor https://shop.example.com/login
  satchel doctor --follow --twice https://shop.example.com/
  satchel doctor --cookie-file cookie.txt https://shop.example.com/account
  curl -si -d @form.txt https://shop.example.com/login |
    satchel doctor --response - https://shop.example.com/login`

// doctorFlags are the flags of the doctor.
type doctorFlags struct {
	cookieFile, saved               string
	follow, twice, insecure, strict bool
	timeout                         time.Duration
}

func newDoctor(sh *shell) *cobra.Command {
	var flags doctorFlags
	command := &cobra.Command{
		Use:     "doctor URL",
		Short:   "Judge the cookies of a running site",
		Long:    doctorHelp,
		Example: doctorExamples,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("doctor takes one argument, the address of a page")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runDoctor(cmd, sh, &flags, args[0]) },
	}
	command.Flags().StringVar(&flags.cookieFile, cookieFileFlag, "", "`file` with a line of cookies; - is standard input")
	command.Flags().StringVar(&flags.saved, savedFlag, "", "`file` with the answer of curl -i; - is standard input")
	command.Flags().BoolVar(&flags.follow, "follow", false, "follow redirects, ten at most, and judge each")
	command.Flags().BoolVar(&flags.twice, "twice", false, "ask again with the cookies, and with a forged one")
	command.Flags().BoolVar(&flags.insecure, "insecure", false, "take any certificate, for a test machine")
	command.Flags().BoolVar(&flags.strict, strictFlag, false, "let advice count as a fault does")
	command.Flags().DurationVar(&flags.timeout, "timeout", 10*time.Second, "`time` to wait for each response")
	_ = command.MarkFlagFilename(cookieFileFlag)
	_ = command.MarkFlagFilename(savedFlag)
	return command
}

const (
	cookieFileFlag = "cookie-file"
	savedFlag      = "response"
)

func runDoctor(cmd *cobra.Command, sh *shell, flags *doctorFlags, argument string) error {
	address, err := parsePage(argument)
	if err != nil {
		return err
	}
	if cmd.Flags().Changed(savedFlag) {
		for _, fetching := range []string{cookieFileFlag, "follow", "twice", "insecure", "timeout"} {
			if cmd.Flags().Changed(fetching) {
				return usagef("--%s goes with no --%s: nothing is fetched", savedFlag, fetching)
			}
		}
		return judgeSaved(sh, flags, address)
	}
	if flags.timeout <= 0 || flags.timeout > time.Hour {
		return usagef("--timeout takes a time from 1ms to 1h, as in 10s")
	}
	cookies, err := flags.cookies(cmd, sh, address)
	if err != nil {
		return err
	}
	if flags.insecure {
		sh.log.Warn("certificates are not checked (--insecure): whoever answers may be somebody else")
	}
	visitor := visit.New(visit.Options{
		Timeout: flags.timeout, Insecure: flags.insecure, Cookies: cookies,
		Say: func(address, proxy string) {
			if proxy != "" {
				sh.log.Info("fetching", "page", address, "by_the_proxy", proxy)
				return
			}
			sh.log.Info("fetching", "page", address)
		},
	})
	defer visitor.Close()
	ctx, stop := sh.interruptible(cmd.Context())
	defer stop()
	r, failure := examine(ctx, sh.log, visitor, address, flags)
	if len(r.Responses) > 0 { // what came before a failure is judged all the same
		if err := sh.show(r); err != nil {
			return err
		}
	}
	if failure != nil {
		return failure
	}
	return r.outcome(flags)
}

// judgeSaved judges responses that somebody else has got, the first of them from the
// address.
func judgeSaved(sh *shell, flags *doctorFlags, address *url.URL) error {
	saved, err := sh.open(flags.saved, "the response")
	if err != nil {
		return err
	}
	defer func() { _ = saved.Close() }() // nothing was written
	responses, err := visit.ReadSaved(saved, address)
	if err != nil {
		return fmt.Errorf("--%s: %w", savedFlag, err)
	}
	r, site := &doctorResult{}, judge.NewSite(time.Now())
	for _, response := range responses {
		r.add("saved", response, site.Response(response))
	}
	r.count(flags.strict)
	if err := sh.show(r); err != nil {
		return err
	}
	return r.outcome(flags)
}

// parsePage never repeats the address, which may have a password in it.
func parsePage(argument string) (*url.URL, error) {
	address, err := url.Parse(argument)
	switch {
	case err != nil || address.Scheme == "" || address.Host == "" && address.Opaque != "":
		return nil, usagef("doctor takes an address as in https://shop.example.com/login")
	case address.Scheme != "http" && address.Scheme != "https":
		return nil, usagef("doctor fetches http and https only")
	case address.Hostname() == "":
		return nil, usagef("the address names no host; doctor takes one as in https://shop.example.com/login")
	case address.User != nil:
		return nil, usagef("the address shows a password to the other users of this machine; leave it out, and give a cookie by --%s", cookieFileFlag)
	}
	if address.Path == "" {
		address.Path = "/"
	}
	address.Fragment = ""
	return address, nil
}

// cookies reads those to send. Over plain HTTP everybody on the way would have them.
func (f *doctorFlags) cookies(cmd *cobra.Command, sh *shell, address *url.URL) ([]visit.Pair, error) {
	if !cmd.Flags().Changed(cookieFileFlag) {
		return nil, nil
	}
	if address.Scheme == "http" && !judge.IsLoopback(address) {
		return nil, usagef("--%s would send the cookies readable over plain HTTP; give an address with https", cookieFileFlag)
	}
	text, err := sh.readFile(f.cookieFile, "the cookies")
	if err != nil {
		return nil, err
	}
	pairs, err := visit.ReadCookies(string(text))
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", cookieFileFlag, err)
	}
	return pairs, nil
}

// examine makes the visit, and judges what came, also where something failed then.
func examine(ctx context.Context, log *slog.Logger, visitor *visit.Visitor, address *url.URL, flags *doctorFlags) (*doctorResult, error) {
	site := judge.NewSite(time.Now())
	r := &doctorResult{}
	responses, err := visitor.Fetch(ctx, address, flags.follow)
	for _, response := range responses {
		r.add("", response, site.Response(response))
	}
	if flags.twice && err == nil {
		err = r.again(ctx, log, visitor, site, responses[len(responses)-1])
	}
	r.count(flags.strict)
	return r, err
}

// again asks for the last page with its cookies, and with forged ones.
func (r *doctorResult) again(ctx context.Context, log *slog.Logger, visitor *visit.Visitor, site *judge.Site, last judge.Response) error {
	var names, sessions []string
	for _, pair := range visitor.Sent(last.URL) {
		names = append(names, pair.Name)
		if judge.IsSession(pair.Name, pair.Value) {
			sessions = append(sessions, pair.Name)
		}
	}
	if len(names) == 0 {
		log.WarnContext(ctx, "no second request (--twice): there is no cookie that would go to the page again", "page", visit.Shown(last.URL))
		return nil
	}
	second, err := visitor.Again(ctx, last.URL)
	if err != nil {
		return err
	}
	page := site.Response(second)
	page.Findings = append(page.Findings, site.Again(second, names)...)
	r.add(requestAgain, second, page)
	if len(sessions) == 0 {
		log.WarnContext(ctx, "no request with a forged session (--twice): no cookie looks like one", "page", visit.Shown(last.URL))
		return nil
	}
	forged, err := visitor.Forged(ctx, last.URL, sessions)
	if err != nil {
		return err
	}
	page = site.Response(forged)
	page.Findings = append(page.Findings, site.Forged(forged, second.Status, sessions)...)
	r.add("with a forged session", forged, page)
	return nil
}
