using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>One operation of an undo, and all that is known of it.</summary>
/// <param name="Before">What the issue was; of a removal, that it was about to be deleted. <see langword="null"/> when neither is known.</param>
/// <param name="Since">Changes by others than Fairlead's accounts, oldest first.</param>
internal sealed record UndoStep(
    LaneSession Session, SyncRun Run, TicketConfiguration Configuration, StoredOperation Operation, LinkedIssues Linked, IssueBefore? Before, IReadOnlyList<JiraChange> Since)
{
    public SyncOperation.Undo Undo => (SyncOperation.Undo)Operation.Operation;

    /// <summary>Names it for a comment that is sent by itself.</summary>
    public string Reference => $"undo/{Run.Undoes}/{Undo.Of.Number}";

    /// <summary>For people, such as <c>undone by Alice</c>.</summary>
    public string Because => $"undone by {Undo.By}";

    /// <summary>For people, as far as it is true whatever comes of it.</summary>
    public string Asked => $"{Undo.By} asked Fairlead to undo what it did on {Undo.Of.At:yyyy-MM-dd}.";

    /// <summary>By others than Fairlead's accounts, and what people said through Fairlead, oldest first.</summary>
    public async Task<IReadOnlyList<JiraComment>> CommentsByOthersAsync(string issueId, CancellationToken ct)
    {
        var ours = await Session.AccountsAsync(ct);
        return await Session.Jira.Comments.ListAsync(issueId, ct).Where(c => c.Author is not { } author || !ours.Did(author.Id, c.CreatedAt) || IssueCommenter.ReferenceOf(c) is { } said && SaidWords.IsOne(said)).ToListAsync(ct);
    }
}
