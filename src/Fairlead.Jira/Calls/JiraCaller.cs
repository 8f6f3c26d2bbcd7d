using System.Text.Json;
using Fairlead.Jira.Limits;

namespace Fairlead.Jira.Calls;

/// <summary>What a resource calls: the pipeline of its site, at a priority, with the answers judged.</summary>
/// <param name="Also">Told of these calls besides the site's own observer.</param>
/// <param name="Condition">Of every effectful call.</param>
/// <param name="BearsHiccups">Whether a short failure is waited out, where trying again is safe.</param>
/// <param name="MaxReadBytes">Of the answer to a read, instead of what the client's options say.</param>
internal sealed record JiraCaller(
    CallPipeline Pipeline, JiraCallPriority Priority, IJiraCallObserver? Also = null, SendCondition? Condition = null, bool BearsHiccups = false,
    int? MaxReadBytes = null)
{
    public JiraSite Site => Pipeline.Site;

    public bool IsCloud => Site.Edition == JiraEdition.Cloud;

    /// <summary>A read of something that must exist.</summary>
    public async Task<JsonElement> ReadAsync(JiraRequest request, CancellationToken ct) =>
        ReadJudge.Read(await TryAsync(request, ct), request.IsAnonymous);

    /// <summary>A read of something that may be gone: <see langword="null"/> for a 404 in Jira's own words.</summary>
    public async Task<JsonElement?> FindAsync(JiraRequest request, CancellationToken ct)
    {
        var attempt = await TryAsync(request, ct);
        return attempt is JiraAttempt.Answered { Status: 404 } answer && AnswerJudge.RefusalOf(answer) is not null
            ? null
            : ReadJudge.Read(attempt, request.IsAnonymous);
    }

    /// <param name="read">Makes the value of a 2xx answer; <see langword="null"/> when the answer lacks what it must contain.</param>
    public async Task<JiraOutcome<T>> EffectAsync<T>(JiraRequest request, Func<JsonElement, T?> read, CancellationToken ct)
        where T : class => OutcomeClassifier.Classify(await TryAsync(request, ct), read);

    /// <summary>An effect whose answer carries nothing.</summary>
    public async Task<JiraOutcome<JiraAccepted>> EffectAsync(JiraRequest request, CancellationToken ct) =>
        OutcomeClassifier.Classify(await TryAsync(request, ct));

    /// <summary>What came of it, not judged.</summary>
    public Task<JiraAttempt> TryAsync(JiraRequest request, CancellationToken ct) =>
        Pipeline.SendAsync(
            request with { Condition = request.IsEffect ? Condition : null, BearsHiccups = BearsHiccups, MaxReadBytes = MaxReadBytes }, Priority, Also, ct);
}
