using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Notifications.Troubles;

/// <summary>Something that is the matter with Fairlead itself; a row of <c>troubles</c>.</summary>
internal sealed record Trouble
{
    public string Code { get; init; } = "";

    /// <inheritdoc cref="HealthReason.About"/>
    public string About { get; init; } = "";

    public string Message { get; init; } = "";

    public DateTimeOffset BeganAt { get; init; }

    /// <summary><see langword="null"/>: nobody was told yet.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary><see langword="null"/>: it stands.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    public static Trouble Of(HealthReason reason, DateTimeOffset now) =>
        new() { Code = reason.Code, About = reason.About, Message = reason.Message, BeganAt = now };

    public bool Is(HealthReason reason) => Code == reason.Code && About == reason.About;
}

/// <summary>What is to be noted of troubles, and told of them. Pure.</summary>
/// <param name="Noted">As they are from now on.</param>
/// <param name="Begun">To be told.</param>
/// <param name="Ended">To be told, and forgotten.</param>
/// <param name="Forgotten">Over before anybody was told.</param>
internal sealed record TroubleNews(
    IReadOnlyList<Trouble> Noted, IReadOnlyList<Trouble> Begun, IReadOnlyList<Trouble> Ended, IReadOnlyList<Trouble> Forgotten)
{
    /// <summary>What comes and goes within it is nobody's business, and what is gone for less is not over.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="known">As noted before.</param>
    /// <param name="reasons">What is the matter now.</param>
    public static TroubleNews Of(IReadOnlyList<Trouble> known, IReadOnlyList<HealthReason> reasons, DateTimeOffset now)
    {
        var (noted, begun, ended, forgotten) = (new List<Trouble>(), new List<Trouble>(), new List<Trouble>(), new List<Trouble>());
        foreach (var trouble in known)
        {
            if (reasons.FirstOrDefault(trouble.Is) is { } reason)
            {
                var stands = trouble with { Message = reason.Message, GoneAt = null };
                if (trouble.ToldAt is null && now - trouble.BeganAt >= Patience)
                    begun.Add(stands with { ToldAt = now });
                else if (stands != trouble)
                    noted.Add(stands);
            }
            else if (trouble.ToldAt is null)
            {
                forgotten.Add(trouble);
            }
            else if (trouble.GoneAt is not { } gone)
            {
                noted.Add(trouble with { GoneAt = now });
            }
            else if (now - gone >= Patience)
            {
                ended.Add(trouble);
            }
        }

        noted.AddRange(reasons.DistinctBy(r => (r.Code, r.About)).Where(r => !known.Any(t => t.Is(r))).Select(r => Trouble.Of(r, now)));
        return new(noted, begun, ended, forgotten);
    }
}
