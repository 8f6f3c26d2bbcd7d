using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;

namespace Fairlead.Client.Tickets;

/// <summary>What people say on tickets in Jira, and what it did to findings.</summary>
public sealed class CommentsClient(FairleadTransport transport)
{
    private const string Effects = "api/v1/comment-effects";

    /// <summary>Newest first.</summary>
    public Task<Page<CommentEffectResponse>> EffectsAsync(
        TicketId? ticket, TicketConfigurationId? configuration, string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<CommentEffectResponse>>(
            $"{Effects}{Query.Of(("ticket", ticket?.ToString()), ("configuration", configuration?.ToString()), ("cursor", cursor), ("size", size.ToString()))}", ct);

    /// <summary>Gives the findings back what was decided before, where nobody decided otherwise since.</summary>
    /// <exception cref="FairleadProblemException">409 when it was undone already, or nothing had been done.</exception>
    public Task<CommentEffectResponse> UndoAsync(CommentEffectId id, CancellationToken ct) =>
        transport.PostAsync<CommentEffectResponse>($"{Effects}/{id}/undo", ct);

    /// <summary>How a configuration's rules judge a text or the comments of a ticket. Changes nothing.</summary>
    public Task<IReadOnlyList<TriedCommentResponse>> TryAsync(string configuration, TryCommentRulesRequest request, CancellationToken ct) =>
        transport.SendAsync<TryCommentRulesRequest, IReadOnlyList<TriedCommentResponse>>(
            HttpMethod.Post, $"api/v1/configurations/{Uri.EscapeDataString(configuration)}/try-comments", request, ct);

    /// <summary>The latest comments of a ticket's issue, read from Jira at this moment.</summary>
    /// <param name="size">1 to 100.</param>
    /// <exception cref="FairleadProblemException">404 when there is no such ticket or Jira does not show its issue; 503 when Jira gives no answer.</exception>
    public Task<TicketCommentsResponse> OfTicketAsync(TicketId ticket, int size, CancellationToken ct) =>
        transport.GetAsync<TicketCommentsResponse>($"api/v1/tickets/{ticket}/comments{Query.Of(("size", size.ToString()))}", ct);

    /// <summary>Says something on a ticket's issue. The same words by the same person within ten minutes are said once, so that asking again after a lost answer is safe.</summary>
    /// <returns>The latest comments.</returns>
    /// <exception cref="FairleadProblemException">409 when Jira refuses it, or nothing is sent through the connection; 503 when it gives no clear answer.</exception>
    public Task<TicketCommentsResponse> SayAsync(TicketId ticket, SayRequest request, CancellationToken ct) =>
        transport.SendAsync<SayRequest, TicketCommentsResponse>(HttpMethod.Post, $"api/v1/tickets/{ticket}/comments", request, ct);
}
