// Package e2e has no code: its tests click through the demo, and through sites whose flash
// meets what browsers do (assets, prefetch, tabs, Back), with a real, headless
// Chromium, for what only a browser can say about cookies. They take the browser
// that the environment variable CHROMIUM names, or else the first one in PATH, and
// fail where there is none; those of the cache run a redis-server in the same way
// (REDIS_SERVER).
//
// The screenshots of a run are in the folder artifacts.
package e2e
