package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long one test may take; a condition that does not come true
// fails then.
const patience = 30 * time.Second

// browser is the one Chromium of all tests; each test gets a profile of its own
// in it. It is set by TestMain.
var browser struct {
	context context.Context //nolint:containedctx // that is how chromedp names a browser
	err     error
}

func TestMain(m *testing.M) { os.Exit(runWithBrowser(m)) }

func runWithBrowser(m *testing.M) int {
	path, err := findBrowser()
	if err != nil {
		browser.err = err
		return m.Run() // each test says what is missing
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path),
		chromedp.Headless,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.NoSandbox, // containers rarely allow one, and the only pages are our own
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("hide-scrollbars", true),
	)
	defer stop()
	ctx, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	browser.context, browser.err = ctx, chromedp.Do(ctx) //nolint:fatcontext // set once; Do starts the browser
	return m.Run()
}

func findBrowser() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("the environment variable CHROMIUM names no browser: %w", err)
		}
		return found, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no browser: install Chromium (Debian: apt-get install chromium) " +
		"or name one in the environment variable CHROMIUM")
}
