using System.Text.Json;
using Fairlead.Client;
using Fairlead.Jira;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Connections.Testing;

/// <summary>What a caller of our API is told when a Jira says no or nothing.</summary>
internal sealed class JiraProblems : IProblemSource
{
    private const int MaxText = 500;

    public Problem? For(Exception exception) => exception switch
    {
        JiraRefusedException refused => Refused(refused.Cause, refused.Error, null),
        JiraUnavailableException unavailable => Unavailable(unavailable.Cause, unavailable.Message, unavailable.RetryAfter),
        ConnectionUnusableException { Why: ConnectionUnusable.Missing } unusable => new Problem(ProblemKind.NotFound, unusable.Message),
        ConnectionUnusableException { Why: ConnectionUnusable.Disabled } unusable => new Problem(ProblemKind.Conflict, unusable.Message) { Code = "connection_disabled" },
        ConnectionUnusableException { Why: ConnectionUnusable.SiteChanged } unusable => new Problem(ProblemKind.Conflict, unusable.Message) { Code = "site_changed" },
        ConnectionUnusableException unusable => new Problem(ProblemKind.ConnectionTestFailed, unusable.Message) { Code = "secret_unreadable" },
        _ => null,
    };

    /// <summary>An effectful call that did not commit.</summary>
    public static Problem For<T>(JiraOutcome<T> outcome) => outcome switch
    {
        JiraOutcome<T>.Rejected no => Refused(no.Cause, no.Error, no.RetryAfter),
        JiraOutcome<T>.NotSent unsent => Unavailable(unsent.Cause, unsent.Message, null) with { Code = "not_sent" },
        JiraOutcome<T>.Uncertain unknown => new Problem(
            ProblemKind.TemporarilyUnavailable,
            $"It is not known whether Jira did it: {Own(unknown.Message)} Look at the issue before you try again.")
        {
            Code = "uncertain",
            RetryAfter = unknown.RetryAfter,
        },
        _ => throw new ArgumentException("A committed call is no problem.", nameof(outcome)),
    };

    private static Problem Refused(JiraRefusalCause cause, JiraError error, TimeSpan? retryAfter)
    {
        var said = error.IsEmpty ? "" : $" {Own(error.ToString())}";
        return cause switch
        {
            JiraRefusalCause.NotFound => new Problem(ProblemKind.NotFound, $"Jira does not have it, or does not show it to this account.{said}"),
            JiraRefusalCause.Conflict => new Problem(ProblemKind.Conflict, $"Jira: the issue was changed at the same time.{said}") { Code = "changed_meanwhile" },
            JiraRefusalCause.RateLimited => new Problem(ProblemKind.TemporarilyUnavailable, "Jira limits how often Fairlead may call it now.")
            {
                Code = "rate_limited",
                RetryAfter = retryAfter,
            },
            JiraRefusalCause.Invalid or JiraRefusalCause.TooLarge => new Problem(ProblemKind.ValidationFailed, $"Jira refuses it:{said}")
            {
                Code = "jira_refused",
                Errors = [.. error.FieldErrors.Select(f => new ProblemError(Own(f.Value), Pointer: $"/fields/{f.Key}"))],
            },
            _ => new Problem(ProblemKind.ConnectionTestFailed, $"Jira refuses the connection's account ({Word(cause)}).{said} Test the connection to see the next step.")
            {
                Code = Word(cause),
            },
        };
    }

    private static Problem Unavailable(JiraFailureCause cause, string message, TimeSpan? retryAfter) =>
        new(ProblemKind.TemporarilyUnavailable, $"Jira gave no clear answer: {Own(message)} Test the connection to see the next step.")
        {
            Code = Word(cause),
            RetryAfter = retryAfter,
        };

    private static string Word<T>(T cause)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString());

    private static string Own(string text) => PlainText.Cut(PlainText.OneLine(text), MaxText);
}
