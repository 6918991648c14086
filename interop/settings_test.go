package interop_test

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// settingRow is one setting of Play, or some that belong together, and the same for us.
type settingRow struct {
	name         string
	play         []string       // lines of application.conf
	config       satchel.Config // without profile and secret
	environment  []string       // the same as variables, nil where there is no variable
	atPlay, inGo string         // addresses; http://shop.test:9000 and :8080 by default

	// apart is what our lines have and Play's have not, since it does not know the setting.
	apart string
}

// Every row of the table that belongs to a version: Play and Go get the same setting and
// do the same deeds. Their lines are the same to the byte, each reads the other's cookie,
// and takes it away.
func TestEverySettingMeansTheSame(t *testing.T) {
	t.Parallel()
	onPurpose(t, "deletion")
	plays.Each(t, func(t *testing.T, play *live.Play) {
		for _, row := range rowsOf(play.Version()) {
			t.Run(row.name, func(t *testing.T) { row.check(t, play) })
		}
	})
}

// rowsOf returns the rows of a version.
func rowsOf(version live.Version) []settingRow {
	if version.LegacyFormat() {
		return slices.Concat(settingRows25, aliasRows25)
	}
	return slices.Concat(sessionRows, flashRows, otherRows, aliasRows)
}

func (row *settingRow) check(t *testing.T, play *live.Play) {
	t.Helper()
	secret := satchel.NewSecret()
	config := row.config
	config.Profile, config.Secrets = play.Version().Profile(), []satchel.Secret{secret}
	row.checkEnvironment(t, config, secret)

	browser := live.NewBrowser(t)
	at := settingPair{
		browser: browser,
		play:    browser.Open(cmp.Or(row.atPlay, "http://shop.test:9000"), play.Application(t, live.Settings(secret, row.play...))),
		inGo:    browser.Open(cmp.Or(row.inGo, "http://shop.test:8080"), live.GoApplication(t, config)),
	}
	byPlay := at.deeds(t, at.play, at.inGo, func(got, want live.Pairs) { play.ReadHere(t, got, want) })
	ours := at.deeds(t, at.inGo, at.play, func(got, want live.Pairs) { play.ReadByPlay(t, got, want) })
	for i := range ours {
		row.compare(t, play.Version(), &byPlay[i], &ours[i])
	}
}

// checkEnvironment compares the fields with the variables.
func (row *settingRow) checkEnvironment(t *testing.T, config satchel.Config, secret satchel.Secret) {
	t.Helper()
	if row.environment == nil {
		return
	}
	environ := append([]string{"SATCHEL_PROFILE=" + config.Profile.String(), "SATCHEL_SECRETS=" + string(secret)}, row.environment...)
	read, err := satchel.ConfigFromEnvironment(environ)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read, config) {
		t.Errorf("the variables %q give\n%+v\nand the fields are\n%+v", row.environment, read, config)
	}
}

// compare checks that a line of Play is ours, all but the differences that there are.
func (row *settingRow) compare(t *testing.T, version live.Version, play, ours *deedLine) {
	t.Helper()
	if ours.deletes {
		if want := deletionHere(ours); ours.attributes != want {
			t.Errorf("%s: our deletion has%s, want it to repeat every attribute:%s", ours.deed, ours.attributes, want)
		}
	}
	want := strings.Replace(ours.attributes, row.apart, "", 1)
	if ours.deletes {
		want = deletionByPlay(version, want)
	}
	if play.name != ours.name || play.attributes != want {
		t.Errorf("%s: Play sends %s=…%s\nwant %s=…%s, since we send %s=…%s",
			ours.deed, play.name, play.attributes, ours.name, want, ours.name, ours.attributes)
	}
	if ours.deletes {
		if play.value+ours.value != "" {
			t.Errorf("%s: the values are %q in Play and %q here", ours.deed, play.value, ours.value)
		}
		return
	}
	got, text := tokenText(t, play.value, ""), tokenText(t, ours.value, ours.purpose)
	if got != text {
		t.Errorf("%s: Play writes the token %s\nand we write %s", ours.deed, got, text)
	}
}
