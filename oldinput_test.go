package satchel_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestAFormIsThereAgainAfterTheRedirect(t *testing.T) {
	for name, config := range map[string]satchel.Config{
		"signed": {}, "in slots": {FlashSlots: 2}, "unsigned": {InsecureUnsignedFlash: true}, "as in Play": {FlashPolicy: satchel.NextRequest},
	} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, config)
			form := url.Values{"name": {"Ann & Bob=?"}, "tags": {"a", "b"}, "empty": {""}, "success": {"no message"}, "raw": {"\xff"}}
			site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, errors.Join(f.Error("No"), f.SetForm(form))) })
			site.visit(func(_ *satchel.Session, f *satchel.Flash) {
				if got := f.Form(); !reflect.DeepEqual(got, form) {
					t.Errorf("the form is %q", got)
				}
				if f.Len() != 1 || f.Get("success") != "" || len(f.Messages()) != 1 {
					t.Errorf("the messages are %q", f.Messages())
				}
			})
			site.visit(func(_ *satchel.Session, f *satchel.Flash) {
				if got := f.Form(); got == nil || len(got) != 0 {
					t.Errorf("on the next page the form is %q", got)
				}
			})
		})
	}
}

func TestAFormLeavesSecretsOut(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	form := url.Values{}
	for secret := range strings.FieldsSeq("password Password new_password user[password] passwordConfirmation pwd user.pwd newPin pin csrf_token " +
		"authenticity_token X-CSRF client-secret cardNumber card_number cvc CVV cvv2 otp apiKey api_key credit-card pass cc-number cc_number ccnumber cardnum " +
		"one-time-code recovery_code backup_code 2fa_code sms_code code mfa pass1 pwd1 pin1 otp1 userpass newpass PINcode passkey access_key " +
		"security_answer passwort iban jwt accessToken id_token g-recaptcha-token secret clientsecret") {
		form.Set(secret, "geheim")
	}
	plain := strings.Fields("name shipping spinner opinion company passenger tokyo span cardigan secretary_name business_card pan_size pin_location " +
		"tokenizer post_card postal_code zip_code country_code promo_code codec 2 é")
	for _, name := range plain {
		form.Set(name, "kept")
	}
	form.Set("email", "by name")
	form.Set("two_factor_code", "by name")
	must(t, x.Flash().SetForm(form, "email", "two_factor_code"))
	line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
	next := begin(t, scopes, line).Flash().Form()
	for name, values := range next {
		if values[0] != "kept" {
			t.Errorf("%s is in the cookie", name)
		}
	}
	if len(next) != len(plain) {
		t.Errorf("the form has %q", next)
	}
}

func TestAFormOfNamedFields(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	must(t, x.Flash().SetFormFields(url.Values{"pin_code": {"Berlin"}, "name": {"Ann"}, "email": {"a@b"}}, "pin_code", "name", "absent"))
	line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
	if got := begin(t, scopes, line).Flash().Form(); !reflect.DeepEqual(got, url.Values{"pin_code": {"Berlin"}, "name": {"Ann"}}) {
		t.Errorf("the form has %q", got)
	}
}

// A form of which nothing may be kept makes no cookie, and takes an earlier one back.
func TestAFormOfNothing(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	must(t, errors.Join(x.Flash().SetForm(url.Values{"name": {"Ann"}}), x.Flash().SetForm(url.Values{"password": {"geheim"}})))
	if got := commit(t, x)["Set-Cookie"]; got != nil {
		t.Errorf("the response sets %q", got)
	}
}

func TestAFormThatIsTooLargeLeavesRoomForTheMessage(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		form := url.Values{"text": {strings.Repeat("x", 4000)}, "name": {"Ann"}}
		err := f.SetForm(form)
		tooLarge, ok := errors.AsType[*satchel.SizeError](err)
		if !ok || !errors.Is(err, satchel.ErrTooLarge) || tooLarge.Limit != 3072 || tooLarge.Largest[0].Key != "text" || len(tooLarge.Largest) != 2 {
			t.Errorf("it gives %v", err)
		}
		form.Set("text", strings.Repeat("x", 2000))
		must(t, f.SetForm(form))
		form.Set("text", strings.Repeat("y", 1999))
		must(t, f.SetForm(form)) // replaces
		must(t, f.Error(strings.Repeat("m", 700)))
	})
	site.events.want(t, "overflow "+flashName+" text", "written "+flashName+" changed satchel.form,error")
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		if f.Form().Get("text")[0] != 'y' || f.Get("error") == "" {
			t.Error("the form or the message is lost")
		}
	})
}

// What waits is an old form, what goes out a new one: only one is shown.
func TestANewFormReplacesOneThatWaits(t *testing.T) {
	for _, slots := range []int{0, 2} {
		for name, redirect := range map[string]func(http.ResponseWriter, *http.Request, string, int){
			"for any page": http.Redirect, "for one page": satchel.Redirect,
		} {
			t.Run(fmt.Sprintf("%s, %d slots", name, slots), func(t *testing.T) {
				site := newSite(t, satchel.Config{FlashSlots: slots})
				for _, value := range []string{"old", "older", "new"} {
					_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
						must(t, satchel.FlashFrom(r.Context()).SetForm(url.Values{"name": {value}}))
						redirect(w, r, "/", http.StatusSeeOther)
					})
					must(t, err)
				}
				site.visit(func(_ *satchel.Session, f *satchel.Flash) {
					got := f.Form()
					if len(got["name"]) != 1 || len(got) != 1 || slots == 0 && got.Get("name") != "new" {
						t.Errorf("the form is %q", got)
					}
				})
			})
		}
	}
}

func TestAFormFromAnybodyIsNoForm(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{InsecureUnsignedFlash: true})
	for _, text := range []string{"satchel.form=%25zz", "satchel.form="} {
		if got := begin(t, scopes, flashName+"="+text).Flash().Form(); got == nil || len(got) != 0 {
			t.Errorf("%s gives %q", text, got)
		}
	}
}

func TestAFormTooLate(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	commit(t, x)
	if err := x.Flash().SetForm(nil); !errors.Is(err, satchel.ErrCommitted) {
		t.Errorf("it gives %v", err)
	}
}
