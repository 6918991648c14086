package rediscache

import (
	"crypto/fips140"

	"github.com/redis/rueidis"
)

// The scripts have one key each, so that they run on any node of a Cluster, and take the
// time of the server: the clocks of the clients may differ. They are sent once and called
// by their hash from then on.

// newScript makes a script, which is called by its SHA-1; in whole where FIPS 140 forbids
// that hash, and this package could not even be imported.
func newScript(text string) *rueidis.Lua {
	if fips140.Enforced() {
		return rueidis.NewLuaScriptNoSha(text)
	}
	return rueidis.NewLuaScript(text)
}

// raise is part of scripts: the key of a hash lives as long as its longest entry. An entry
// without an end leaves the key without one until the group is removed.
//
//nolint:dupword // blocks of Lua end one after the other
const raise = `
local function raise(key, before, ttl)
  if ttl == 0 then
    if before >= 0 then redis.call('PERSIST', key) end
  elseif before == -2 or (before >= 0 and before < ttl) then
    redis.call('PEXPIRE', key, ttl)
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function expiry(value)
  if #value < 8 then return 1 end
  local high, low = struct.unpack('>I4I4', value)
  return high * 4294967296 + low
end
`

// setScript sets a field of a hash: name, value, time to live, most entries, most bytes.
// It returns the time, or -1 where there is no room, and has changed nothing then but that
// what has expired is gone.
//
// The room is counted each time: HSTRLEN of 100 fields takes some 50 µs of the server, and
// a counter beside the entries would be wrong after each expiry. Only a group that is over
// its limit is read in full, to find what has expired.
//
//nolint:dupword // blocks of Lua end one after the other
var setScript = newScript(raise + `
local key, name, value = KEYS[1], ARGV[1], ARGV[2]
local ttl, most, room = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local function fits()
  local entries, bytes = 1, #name + #value
  for _, other in ipairs(redis.call('HKEYS', key)) do
    if other ~= name then
      entries = entries + 1
      bytes = bytes + #other + math.max(redis.call('HSTRLEN', key, other) - 8, 0)
    end
  end
  return (most == 0 or entries <= most) and (room == 0 or bytes <= room)
end
if most > 0 or room > 0 then
  if not fits() then
    for _, other in ipairs(redis.call('HKEYS', key)) do
      local ends = expiry(redis.call('HGET', key, other))
      if ends > 0 and ends <= now then redis.call('HDEL', key, other) end
    end
    if not fits() then return -1 end
  end
end
local before = redis.call('PTTL', key)
local ends = 0
if ttl > 0 then ends = now + ttl end
redis.call('HSET', key, name, struct.pack('>I4I4', math.floor(ends / 4294967296), ends % 4294967296) .. value)
raise(key, before, ttl)
return now
`)

// takeScript puts fields into a hash as they were in another: name, value, and so on. What
// has expired stays behind, and so does what the hash has newer.
//
//nolint:dupword // blocks of Lua end one after the other
var takeScript = newScript(raise + `
local key = KEYS[1]
for i = 1, #ARGV, 2 do
  local ends = expiry(ARGV[i + 1])
  local newer = redis.call('HGET', key, ARGV[i])
  local known = newer and expiry(newer) or 1
  if (ends == 0 or ends > now) and not (known == 0 or known > now) then
    local before = redis.call('PTTL', key)
    redis.call('HSET', key, ARGV[i], ARGV[i + 1])
    raise(key, before, ends == 0 and 0 or ends - now)
  end
end
return now
`)

// denyScript sets a name for a time in milliseconds, 0 for ever; of two times the later
// one counts.
var denyScript = newScript(`
local ttl, before = tonumber(ARGV[1]), redis.call('PTTL', KEYS[1])
if ttl == 0 then
  redis.call('SET', KEYS[1], '1')
elseif before ~= -1 and before < ttl then
  redis.call('SET', KEYS[1], '1', 'PX', ttl)
end
return 1
`)
