-- wrk asks what benches/web.py drew, in its order: `once` makes every question a new one by a word that is nowhere.
local n = 0
local function drawn(list)
  return list[n % #list + 1]
end
local paths
paths = {
  once = function() return "/api/v1/documents?q=" .. drawn(questions) .. "+-zq" .. n end,
  ten = function() return paths.once() .. "&limit=10" end,
  again = function() return "/api/v1/documents?q=" .. drawn(questions) end,
  document = function() return "/documents/" .. drawn(documents) end,
  saying = function() return "/quotations/" .. drawn(sayings) end,
  speaker = function() return "/speakers/" .. drawn(speakers) end,
  start = function() return "/" end,
  speakers = function() return "/speakers" end,
}
-- The pages of answers: to a word, and of all there is.
for _, page in ipairs({"search", "quotations", "timeline"}) do
  paths[page] = function() return "/" .. page .. "?q=" .. drawn(questions) end
  paths["all-" .. page] = function() return "/" .. page end
end
request = function()
  n = n + 1
  return wrk.format("GET", paths[kind]())
end
