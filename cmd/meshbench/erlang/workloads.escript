%% The workloads as Erlang's users write them. Called with a workload and how many
%% operations to measure; prints a line for each figure: its name and its value.
%%
%% Messages are literals or are passed on, so that a send does not build them, as
%% the Go peers send pointers.
-module(workloads).
-mode(compile).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

main([Name, Operations]) ->
    Workload = list_to_atom(Name),
    N = list_to_integer(Operations),
    warm_up(Workload, N),
    [io:format("~s ~f~n", [Metric, float(Value)]) || {Metric, Value} <- run(Workload, N)].

warm_up('L5', _) -> cold;
warm_up(Workload, N) -> run(Workload, max(N div 10, 1)).

run('L1', N) -> play(1, N);
run('L2', N) -> flood(1, N) ++ memory();
run('L3', N) -> flood(100, N);
run('L4', N) -> play(1000, N);
run('L5', N) -> idle(N);
run('L6', N) -> calls(shallow, infinity, N);
run('L6-context', N) -> calls(shallow, 60000, N);
run('L6-deep', N) -> calls(deep, infinity, N);
run('L7', N) -> ring(1000, N).

%% L1, L4: a player sends a ball to a wall, which sends it back.

play(Pairs, N) ->
    Main = self(),
    Players = [spawn_link(fun() -> player(Main, N div Pairs) end) || _ <- lists:seq(1, Pairs)],
    rate(N, fun() ->
        [P ! start || P <- Players],
        [receive {ended, P} -> ok end || P <- Players]
    end).

player(Main, N) ->
    Wall = spawn_link(fun wall/0),
    Ball = {self(), ball},
    receive start -> ok end,
    throw_ball(Wall, Ball, N),
    Main ! {ended, self()}.

throw_ball(_, _, 0) -> ok;
throw_ball(Wall, Ball, N) ->
    Wall ! Ball,
    receive _ -> throw_ball(Wall, Ball, N - 1) end.

wall() ->
    receive {From, _} = Ball -> From ! Ball, wall() end.

%% L2, L3: senders flood a receiver.

flood(Senders, N) ->
    Main = self(),
    Each = N div Senders,
    Receiver = spawn_opt(
        fun() -> take(Each * Senders), Main ! done, receive stop -> ok end end,
        [link, {message_queue_data, off_heap}]),
    rate(N, fun() ->
        [spawn_link(fun() -> send(Receiver, Each) end) || _ <- lists:seq(1, Senders)],
        receive done -> ok end
    end).

send(_, 0) -> ok;
send(To, N) -> To ! {message, 1}, send(To, N - 1).

take(0) -> ok;
take(N) -> receive {message, _} -> take(N - 1) end.

%% The most that the system's process held, and what the emulator holds still.
memory() ->
    Peak = case file:read_file("/proc/self/status") of
        {ok, Status} ->
            {match, [KB]} = re:run(Status, "VmHWM:\\s*(\\d+)", [{capture, all_but_first, list}]),
            [{"peak", 1024 * list_to_integer(KB)}];
        _ -> []
    end,
    Peak ++ [{"left", in_use()}].

in_use() ->
    [erlang:garbage_collect(P) || P <- processes()],
    erlang:memory(total).

%% L5: processes that wait for a message. Another one counts them, for a queue
%% that grows while its process works would make every collection of it longer.

idle(N) ->
    Main = self(),
    Before = in_use(),
    Took = took(fun() ->
        Counter = spawn_opt(fun() -> count(N), Main ! all_up end,
                            [link, {message_queue_data, off_heap}]),
        spawn_idle(Counter, N),
        receive all_up -> ok end
    end),
    [{"spawn", Took / N}, {"memory", (erlang:memory(total) - Before) / N}].

spawn_idle(_, 0) -> ok;
spawn_idle(Counter, N) ->
    spawn(fun() -> Counter ! up, receive stop -> ok end end),
    spawn_idle(Counter, N - 1).

count(0) -> ok;
count(N) -> receive up -> count(N - 1) end.

%% L6: calls of a gen_server.

init(Depth) -> {ok, Depth}.

handle_call(Request, _, shallow) -> {reply, Request, shallow};
handle_call(Request, _, deep) -> use_stack(250), {reply, Request, deep}.

handle_cast(_, Depth) -> {noreply, Depth}.

%% Takes three words of stack a turn: 6 KB in 250.
use_stack(0) -> 0;
use_stack(N) -> M = N - 1, use_stack(M) + M + N.

calls(Depth, Timeout, N) ->
    {ok, Server} = gen_server:start_link(?MODULE, Depth, []),
    Main = self(),
    spawn_link(fun() ->
        Begun = now_ns(),
        Taken = call(Server, Timeout, N, Begun, []),
        Main ! {taken, now_ns() - Begun, Taken}
    end),
    receive {taken, All, Taken} -> ok end,
    Sorted = list_to_tuple(lists:sort(Taken)),
    P50 = element(N div 2 + 1, Sorted),
    P99 = element(N * 99 div 100 + 1, Sorted),
    [{"rate", N * 1.0e9 / All}, {"p50", P50}, {"p99", P99}, {"p99/p50", P99 / P50}].

call(_, _, 0, _, Taken) -> Taken;
call(Server, Timeout, N, Last, Taken) ->
    gen_server:call(Server, {message, 1}, Timeout),
    Now = now_ns(),
    call(Server, Timeout, N - 1, Now, [Now - Last | Taken]).

%% L7: a token goes round, with how many hops are left to it.

ring(Members, N) ->
    Main = self(),
    Last = spawn_link(fun() -> receive {next, P} -> member(P, Main) end end),
    First = lists:foldl(fun(_, Next) -> spawn_link(fun() -> member(Next, Main) end) end,
                        Last, lists:seq(2, Members)),
    Last ! {next, First},
    rate(N, fun() -> First ! N, receive done -> ok end end).

member(Next, Main) ->
    receive
        0 -> Main ! done, member(Next, Main);
        Left -> Next ! Left - 1, member(Next, Main)
    end.

rate(N, Do) -> [{"rate", N * 1.0e9 / took(Do)}].

took(Do) ->
    erlang:garbage_collect(),
    Begun = now_ns(),
    Do(),
    now_ns() - Begun.

now_ns() -> erlang:monotonic_time(nanosecond).
