using System.CommandLine;
using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Alerts;

namespace Fairlead.Cli.Alerts;

internal static class AlertSendCommand
{
    private const int MaxTold = 100;

    /// <summary>A batch that the server did not answer, or could not take just then, is sent again under its key, so that it counts once.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 5, 10, 20 }.Select(s => TimeSpan.FromSeconds(s))];

    /// <summary>Pauses of half a minute after those, once the server took something: a stream waits for ten minutes while it is upgraded.</summary>
    private const int MorePauses = 20;

    /// <summary>Of the pauses, while the server has answered nothing: most likely there is none, or it is elsewhere.</summary>
    private const int FirstPauses = 2;

    private static readonly Argument<string> Input = new("FILE") { Description = "JSON with one alert, a list of them, or one on each line; - for standard input" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "send",
            "Send runtime alerts of KubeArmor, Falco or any origin. A stream is sent on as it comes.",
            new Example("What KubeArmor says, as it happens", "karmor logs --json --logFilter policy | fairlead alert send -"),
            new Example("A file of Falco's", "fairlead alert send events.json"))
        {
            Notes = ["Items that are refused are told with their line; the exit code is then 1, and the others are kept. What was not understood of an item that was taken in is told too."],
        }
            .Takes(Input, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(SendAsync);

    private static async Task<ExitCode> SendAsync(Invocation invocation, CancellationToken ct)
    {
        await using var input = await ReportInput.OpenAsync(invocation.Get(Input), ct);
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var total = new AlertIntakeResponse(0, 0, 0, 0, 0, [], [], false);
                await foreach (var batch in new AlertBatches(input, invocation.Clock).ReadAsync(ct))
                {
                    try
                    {
                        total = Sum(invocation.Screen, total, await SendAsync(invocation, session, batch, hasBegun: total.Received > 0, ct), batch);
                    }
                    catch (Exception e) when (e is FairleadUnavailableException or FairleadProblemException && total.Received > 0)
                    {
                        if (invocation.Get(CommonOptions.Json))
                            Answers.Json(invocation.Screen, total);
                        invocation.Screen.Note($"{total.Received:N0} alerts were taken in, which is all before line {batch.FirstLine:N0} of the input: go on with that line, since what is sent again counts again.");
                        throw;
                    }
                }

                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, total);
                else
                    invocation.Screen.Out.WriteLine($"{total.Received:N0} received: {total.Created:N0} new, {total.Repeated:N0} {(total.Repeated == 1 ? "repeat" : "repeats")}, {total.Ignored:N0} no alerts, {total.Refused:N0} refused");
                if (total.Received == 0)
                    invocation.Screen.Note("There was nothing in it. Alerts are objects of JSON: one to a line, or a list of them.");
                return total.Refused > 0 ? ExitCode.DonePartly : ExitCode.Done;
            },
            ct);
    }

    /// <param name="hasBegun">The server took something before.</param>
    private static async Task<AlertIntakeResponse> SendAsync(Invocation invocation, ServerSession session, AlertBatch batch, bool hasBegun, CancellationToken ct)
    {
        var clock = invocation.Clock;
        var key = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        var (most, mostUnanswered) = hasBegun ? (Pauses.Length + MorePauses, Pauses.Length + MorePauses) : (Pauses.Length, FirstPauses);
        for (var tries = 0; ; tries++)
        {
            var pause = tries < Pauses.Length ? Pauses[tries] : TimeSpan.FromSeconds(30);
            if (hasBegun && tries == Pauses.Length)
                invocation.Screen.Note("The server takes nothing; the stream waits for it, ten minutes at most.");
            try
            {
                return await session.Client.Alerts.SendAsync(batch.Content, key, ct);
            }
            catch (FairleadUnavailableException) when (tries < mostUnanswered)
            {
                await Task.Delay(pause, clock, ct);
                session.Follow();
            }
            // The server was started again since, and has another credential for its own machine.
            catch (FairleadProblemException e) when (e.Problem.Status == 401 && tries < most && session.Follow())
            {
                await Task.Delay(pause, clock, ct);
            }
            catch (FairleadProblemException e) when (e.IsTemporary && tries < most)
            {
                await Task.Delay(e.RetryAfter > pause ? e.RetryAfter.Value : pause, clock, ct);
            }
            catch (FairleadProblemException e) when (e.Problem is { Status: 422, Context: { } answer })
            {
                // Every item was refused, which ends no stream.
                return answer.Deserialize<AlertIntakeResponse>(FairleadJson.Tolerant)!;
            }
        }
    }

    /// <summary>Refusals and remarks get the lines of the whole input, and are told at once: a stream may have no end.</summary>
    private static AlertIntakeResponse Sum(Screen screen, AlertIntakeResponse total, AlertIntakeResponse more, AlertBatch batch)
    {
        var refusals = InInput(more.Refusals, total, batch);
        var remarks = InInput(more.Remarks, total, batch);
        foreach (var refusal in refusals.Take(MaxTold - total.Refusals.Count))
            screen.Note($"line {refusal.Line}: {refusal.Reason}");
        foreach (var remark in remarks.Take(MaxTold - total.Remarks.Count))
            screen.Note($"line {remark.Line}, taken in: {remark.Reason}");
        return new AlertIntakeResponse(
            total.Received + more.Received,
            total.Created + more.Created,
            total.Repeated + more.Repeated,
            total.Ignored + more.Ignored,
            total.Refused + more.Refused,
            [.. total.Refusals.Concat(refusals).Take(MaxTold)],
            [.. total.Remarks.Concat(remarks).Take(MaxTold)],
            total.Replayed);
    }

    private static IReadOnlyList<AlertItemProblem> InInput(IReadOnlyList<AlertItemProblem> told, AlertIntakeResponse total, AlertBatch batch) =>
        [.. told.Select(p => new AlertItemProblem(p.Index + total.Received, p.Line + batch.FirstLine - 1, p.Reason))];
}
