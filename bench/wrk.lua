-- wrk's part of the benchmark: wrk ... -s bench/wrk.lua URL -- WORKLOAD [IDS]
-- Says in one line how it went, as bench/load does. BENCH_HEADER: a header of each request.

local jobs = "/_connector/_sync_job"
local connectors = tonumber(os.getenv("BENCH_CONNECTORS") or "100")

local function read_ids(path)
	local ids = {}

	for line in io.lines(path) do
		ids[#ids + 1] = line
	end
	return ids
end

local makers = {
	get = function(ids)
		return function()
			return wrk.format("GET", jobs .. "/" .. ids[math.random(#ids)])
		end
	end,
	list10 = function()
		wrk.path = jobs .. "?size=10"
	end,
	list100 = function()
		wrk.path = jobs .. "?size=100"
	end,
	create = function()
		wrk.headers["Content-Type"] = "application/json"
		return function()
			return wrk.format("POST", jobs, nil, string.format(
			    '{"id":"c%d","job_type":"full","trigger_method":"on_demand"}',
			    math.random(connectors) - 1))
		end
	end
}

function init(args)
	local header = os.getenv("BENCH_HEADER") or ""
	local name, value = header:match("^([^:]+): *(.*)$")

	math.randomseed(os.time())
	wrk.headers["Host"] = "localhost"
	if name then
		wrk.headers[name] = value
	end
	local request_of = makers[args[1]](args[2] and read_ids(args[2]))
	if request_of then
		request = request_of
	else
		local text = wrk.format("GET")
		request = function()
			return text
		end
	end
end

function done(summary, latency)
	local e = summary.errors

	io.write(string.format(
	    "requests=%d errors=%d us=%d p50=%d p99=%d worst=%d gap=\n",
	    summary.requests, e.connect + e.read + e.write + e.timeout + e.status,
	    summary.duration, latency:percentile(50), latency:percentile(99), latency.max))
end
