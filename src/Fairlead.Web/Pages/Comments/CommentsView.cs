using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;

namespace Fairlead.Web.Pages.Comments;

/// <summary>The state of the list of effects, all of it in the address. What cannot be understood is in <see cref="Wrong"/>.</summary>
/// <param name="Ticket">Only comments on this one's issue.</param>
/// <param name="Configuration">Only those of this one's tickets.</param>
public sealed record CommentsView(TicketId? Ticket, TicketConfigurationId? Configuration, string? After)
{
    public const int PageSize = 50;

    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    public bool IsFiltered => Ticket is not null || Configuration is not null;

    public string Address => "/comments" + Client.Query.Of(("ticket", Ticket?.ToString()), ("configuration", Configuration?.ToString()), ("after", After));

    /// <param name="known">Further parameters that the page takes.</param>
    public static CommentsView Read(IQueryCollection query, params IEnumerable<string> known)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, [.. known, "ticket", "configuration", "after"])];
        return new(
            WrongFilter.ReadId<TicketId>(query, "ticket", wrong),
            WrongFilter.ReadId<TicketConfigurationId>(query, "configuration", wrong),
            query["after"].ToString() is { Length: > 0 and <= 100 } after ? after : null)
        {
            Wrong = wrong,
        };
    }

    /// <summary>The place of an effect as it stands in an address.</summary>
    internal static string PlaceOf(CommentEffect effect) => PagePlace.Of(effect.MadeAt, effect.Id.Value);

    /// <returns><see langword="null"/> for the beginning, also when the address was edited.</returns>
    internal EffectPosition? Position() => PagePlace.Read(After) is var (at, id) ? new EffectPosition(at, id) : null;
}
