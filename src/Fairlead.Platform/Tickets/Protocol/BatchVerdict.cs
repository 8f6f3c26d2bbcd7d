using Fairlead.Jira;
using Fairlead.Jira.Issues;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>What the answer to one create call means for everything behind it.</summary>
internal abstract record Consequence
{
    private Consequence()
    {
    }

    /// <summary>Jira refuses every item of this project and type.</summary>
    public sealed record OpenCircuit(string Reason) : Consequence;

    /// <summary>Labels, or then the description, are not on the screen: the marker goes elsewhere.</summary>
    public sealed record FallRung : Consequence;

    /// <summary>The refusal does not say which item it is about: send the halves.</summary>
    public sealed record Halve : Consequence;

    /// <summary>Signing in failed; a person or a new credential ends it.</summary>
    public sealed record PauseForSignIn(string Reason) : Consequence;

    /// <summary>A redirect or a sign-in page stands in between.</summary>
    public sealed record PauseForProxy(string Reason) : Consequence;

    /// <summary>What came of it is not known: whether sending goes on depends on whether Jira answers a read.</summary>
    public sealed record Doubt(string Reason) : Consequence;

    /// <summary>The whole connection rests.</summary>
    /// <param name="For"><see langword="null"/>: nobody said how long.</param>
    public sealed record Rest(string Reason, TimeSpan? For) : Consequence;
}

/// <summary>What a create call did to each of its items, in their order, and to everything behind them. Pure.</summary>
internal sealed record BatchVerdict(IReadOnlyList<CreateAnswer> Answers, Consequence? Consequence)
{
    /// <summary>Places of the items that are to go out again without what was refused of them. Nothing was made of them.</summary>
    public IReadOnlySet<int> Again { get; private init; } = new HashSet<int>();

    /// <param name="canFall">Whether the marker can go elsewhere than into <paramref name="markerField"/>.</param>
    /// <param name="markerField">The field that carries the marker at the moment.</param>
    /// <param name="isItsOwnFault">A single item that is refused is to blame itself: others were or may be accepted.</param>
    /// <param name="areSubTasks">Each item has a parent of its own, so that a refusal of that says nothing of the others.</param>
    /// <param name="spared">Places of the items of which nothing was refused but what they can do without.</param>
    public static BatchVerdict Of(
        IReadOnlyList<JiraOutcome<CreatedIssue>> outcomes, string? markerField, bool canFall, bool isItsOwnFault, bool areSubTasks = false,
        IReadOnlySet<int>? spared = null)
    {
        var refusals = outcomes.OfType<JiraOutcome<CreatedIssue>.Rejected>().ToList();
        var again = spared ?? new HashSet<int>();
        var consequence = refusals.Count < outcomes.Count ? OfOthers(outcomes)
            // Whether the project and type takes issues is known only once those were sent again.
            : again.Count > 0 ? null
            : OfRefusals(refusals, markerField, canFall, isItsOwnFault, areSubTasks);
        return new([.. outcomes.Select((o, i) => AnswerOf(o, consequence, again.Contains(i)))], consequence)
        {
            Again = consequence is null ? again : new HashSet<int>(),
        };
    }

    /// <summary>The same, but which issues became of these elements is not shown. That alone stops nothing.</summary>
    public BatchVerdict Hiding(IReadOnlySet<int> hidden)
    {
        IReadOnlyList<CreateAnswer> answers = [.. Answers.Select((answer, i) => hidden.Contains(i) ? new CreateAnswer.Hidden() : answer)];
        return new(answers, answers.Any(a => a is CreateAnswer.Unclear or CreateAnswer.NotMade) ? Consequence : null);
    }

    private static Consequence? OfRefusals(
        List<JiraOutcome<CreatedIssue>.Rejected> refusals, string? markerField, bool canFall, bool isItsOwnFault, bool areSubTasks)
    {
        var first = refusals[0];
        var reason = ReasonOf(first);
        switch (first.Cause)
        {
            case JiraRefusalCause.AuthenticationFailed:
            case JiraRefusalCause.TokenExpiredOrRevoked:
            case JiraRefusalCause.CaptchaOrDisabled:
            case JiraRefusalCause.ScopeMismatch:
                return new Consequence.PauseForSignIn(reason);
            case JiraRefusalCause.RateLimited:
                return new Consequence.Rest(reason, first.RetryAfter);
            case JiraRefusalCause.Forbidden:
            case JiraRefusalCause.NotFound:
            case JiraRefusalCause.NotSupported:
                return new Consequence.OpenCircuit(reason);
            case JiraRefusalCause.Conflict:
                return null;
        }

        if (markerField is not null && canFall && refusals.TrueForAll(r => r.Error.FieldErrors.ContainsKey(markerField)))
            return new Consequence.FallRung();
        if (areSubTasks && refusals.TrueForAll(r => r.Error.FieldErrors.Keys.Any(RefusedFields.IsOfParent)))
            return null;
        if (refusals.Count == 1)
            return isItsOwnFault ? null : new Consequence.OpenCircuit(reason);
        if (refusals.TrueForAll(r => r.Error.FieldErrors.Count == 0))
            return new Consequence.Halve();
        var shared = refusals.Select(r => r.Error.FieldErrors.Keys).Aggregate((a, b) => a.Intersect(b));
        return shared.Any() ? new Consequence.OpenCircuit(reason) : null;
    }

    private static Consequence? OfOthers(IReadOnlyList<JiraOutcome<CreatedIssue>> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            switch (outcome)
            {
                case JiraOutcome<CreatedIssue>.Uncertain { Cause: JiraFailureCause.Redirected } moved:
                    return new Consequence.PauseForProxy(moved.RedirectTarget is { } target
                        ? $"Jira's address redirects to {target.GetLeftPart(UriPartial.Authority)}; if the site moved, change the connection's URL"
                        : moved.Message);
                case JiraOutcome<CreatedIssue>.Uncertain { Cause: JiraFailureCause.LoginPage } page:
                    return new Consequence.PauseForProxy(page.Message);
                case JiraOutcome<CreatedIssue>.Uncertain { RetryAfter: { } wait } unclear:
                    return new Consequence.Rest(unclear.Message, wait);
                case JiraOutcome<CreatedIssue>.Uncertain unclear:
                    return new Consequence.Doubt(unclear.Message);
                // We gave it up ourselves, which says nothing of Jira.
                case JiraOutcome<CreatedIssue>.NotSent { Cause: JiraFailureCause.Withdrawn }:
                    break;
                case JiraOutcome<CreatedIssue>.NotSent unsent:
                    return new Consequence.Rest($"{unsent.Cause}: {unsent.Message}", null);
            }
        }

        return null;
    }

    private static CreateAnswer AnswerOf(JiraOutcome<CreatedIssue> outcome, Consequence? consequence, bool isSentAgain) => outcome switch
    {
        JiraOutcome<CreatedIssue>.Committed made => new CreateAnswer.Committed(made.Value.Ref),
        JiraOutcome<CreatedIssue>.NotSent { Cause: JiraFailureCause.Withdrawn } withdrawn => new CreateAnswer.NotMade(withdrawn.Message, TimeSpan.Zero),
        JiraOutcome<CreatedIssue>.NotSent unsent => new CreateAnswer.NotMade($"{unsent.Cause}: {unsent.Message}", null),
        JiraOutcome<CreatedIssue>.Uncertain unclear => new CreateAnswer.Unclear(unclear.Message, unclear.RetryAfter),
        JiraOutcome<CreatedIssue>.Rejected { Cause: JiraRefusalCause.RateLimited } limited =>
            new CreateAnswer.NotMade(ReasonOf(limited), limited.RetryAfter),
        JiraOutcome<CreatedIssue>.Rejected { Cause: JiraRefusalCause.Conflict } conflict =>
            new CreateAnswer.NotMade(ReasonOf(conflict), null),
        // What stands in the way is not the item: it goes on as soon as that is out of the way.
        JiraOutcome<CreatedIssue>.Rejected no when consequence is not null || isSentAgain => new CreateAnswer.NotMade(ReasonOf(no), TimeSpan.Zero),
        JiraOutcome<CreatedIssue>.Rejected no => new CreateAnswer.Refused(ReasonOf(no)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string ReasonOf(JiraOutcome<CreatedIssue>.Rejected no) => no.Cause switch
    {
        JiraRefusalCause.RateLimited => "Jira limits our requests",
        _ when no.Error.IsEmpty => $"Jira refused ({no.Status}, {no.Cause})",
        _ => $"Jira refused ({no.Status}): {Kernel.Text.PlainText.Cut(no.Error.ToString(), 400)}",
    };
}
