using System.Text.Json;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Sites;

/// <summary>Turns each attempt at a call to Jira into a row of the activity.</summary>
internal sealed class ConnectionCallObserver(ConnectionId connection, OutboundCallLog log) : IJiraCallObserver
{
    public void OnCall(JiraCall call) => log.Record(new OutboundCall(
        0,
        call.StartedAt,
        connection,
        call.Method,
        call.PathTemplate,
        call.StatusCode,
        call.Duration,
        call.Attempt,
        Word(call.Result),
        call.Refusal is { } refusal ? Word(refusal) : call.Failure is { } failure ? Word(failure) : null,
        call.Limits.RetryAfter,
        call.Limits.Limit,
        call.Limits.Remaining,
        call.Limits.Reason));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
