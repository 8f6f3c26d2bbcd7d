using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Comments;

/// <summary>What comments say, as people read it.</summary>
internal static class CommentWords
{
    /// <summary>The status, or the severity.</summary>
    public static string SaidOf(CommentEffect effect) => effect.Status is { } status ? Words.Of(status) : effect.Severity is { } severity ? Words.Of(severity) : "nothing";

    /// <summary>How rules judge a comment, in a sentence.</summary>
    internal static string Of(TriedComment tried) => tried.Verdict switch
    {
        CommentVerdict.Change change =>
            $"Rule {change.Rule + 1} says “{Words.Of(change.Status)}”{(change.Until is { } until ? $" until {EndText.Of(until)}" : "")}{(change.Issue is { } issue ? $", naming {issue}" : "")}.",
        CommentVerdict.Unusable unusable => $"Rule {unusable.Rule + 1} would say “{Words.Of(unusable.Status)}”, but it cannot be done: {unusable.Problem}.",
        _ when tried.Found is { } found => $"Says nothing: rule {found + 1} fits the text, but does not listen to its author.",
        _ => "Says nothing: no rule fits.",
    };
}
