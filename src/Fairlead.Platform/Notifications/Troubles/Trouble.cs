using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Notifications.Troubles;

/// <summary>Something that is the matter with Fairlead itself; a row of <c>troubles</c>.</summary>
internal sealed record Trouble
{
    public string Code { get; init; } = "";

    /// <inheritdoc cref="HealthReason.About"/>
    public string About { get; init; } = "";

    /// <summary>The only node that sees it; empty when all do.</summary>
    public string Node { get; init; } = "";

    public string Message { get; init; } = "";

    public DateTimeOffset BeganAt { get; init; }

    /// <summary><see langword="null"/>: nobody was told yet.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary><see langword="null"/>: it stands.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>When its node last saw it stand; <see langword="null"/> when all nodes do.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    public static Trouble Of(HealthReason reason, string node, DateTimeOffset now) => new Trouble
    {
        Code = reason.Code,
        About = reason.About,
        Node = reason.IsOfNode ? node : "",
        BeganAt = now,
    }.Seen(reason, now);

    public bool Is(HealthReason reason) => Code == reason.Code && About == reason.About && (Node.Length > 0) == reason.IsOfNode;

    /// <summary>As it is when it stands now.</summary>
    public Trouble Seen(HealthReason reason, DateTimeOffset now) =>
        this with { Message = reason.Message, GoneAt = null, SeenAt = reason.IsOfNode ? now : null };
}
