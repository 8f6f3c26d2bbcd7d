using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;

namespace Fairlead.Client.Tickets;

/// <summary>What comments in Jira did to findings.</summary>
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
}
