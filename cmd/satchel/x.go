package main

import _ "github.com/chromedp/cdproto/cdp" // a neighbour has it
