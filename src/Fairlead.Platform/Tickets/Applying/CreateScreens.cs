using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What may be given when an issue of a type is created in a project; asked once an hour, and again after a refused field.</summary>
internal sealed class CreateScreens(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(ConnectionId, string, string), (IReadOnlyDictionary<string, JiraFieldMeta> Fields, DateTimeOffset At)> _known = new();

    /// <exception cref="JiraUnavailableException">No clear answer came.</exception>
    /// <exception cref="JiraRefusedException">NotFound: no such project or type, or not allowed to create there.</exception>
    public async Task<IReadOnlyDictionary<string, JiraFieldMeta>> FieldsAsync(
        JiraClient jira, ConnectionId connection, string projectId, string issueTypeId, CancellationToken ct)
    {
        var key = (connection, projectId, issueTypeId);
        if (_known.TryGetValue(key, out var known) && clock.GetUtcNow() - known.At < Lifetime)
            return known.Fields;
        var fields = (await jira.CreateMeta.FieldsAsync(projectId, issueTypeId, ct)).ToDictionary(f => f.Id);
        _known[key] = (fields, clock.GetUtcNow());
        return fields;
    }

    public void Forget(ConnectionId connection, string projectId, string issueTypeId) =>
        _known.TryRemove((connection, projectId, issueTypeId), out _);
}
