-- wrk asks what benches/web.py drew, in its order: `once` makes every question a new one by a word that is nowhere.
local n = 0
request = function()
  n = n + 1
  if kind == "once" then
    return wrk.format("GET", "/api/v1/documents?q=" .. questions[n % #questions + 1] .. "+-zq" .. n)
  elseif kind == "again" then
    return wrk.format("GET", "/api/v1/documents?q=" .. questions[n % #questions + 1])
  elseif kind == "search" or kind == "quotations" or kind == "timeline" then
    return wrk.format("GET", "/" .. kind .. "?q=" .. questions[n % #questions + 1])
  end
  return wrk.format("GET", "/documents/" .. documents[n % #documents + 1])
end
