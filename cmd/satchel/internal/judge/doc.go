// Package judge says what is good and what is not about cookies that a site sets, and
// about a configuration that would make it set some. It fetches nothing and prints
// nothing.
//
//	site := judge.NewSite(time.Now())
//	page := site.Response(judge.Response{URL: address, Status: 200, Header: header})
//	for _, finding := range page.Findings {
//		… // a requirement, a verdict, what it is about, and why
//	}
//
// A line is read as a browser reads it, since what the server meant does not count. Any
// line may come from a stranger: findings are short, valid UTF-8, and never have a cookie's
// value or a part of one. What a terminal would obey is still in them; who prints them takes
// it out, in the way of the form that is printed.
package judge
