namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// How often Fairlead and somebody else undid each other's change of an issue. Three times within an hour are a fight with an
/// automation: the issue is then left alone for a day. Pure.
/// </summary>
/// <param name="Since">UTC. When the hour began.</param>
/// <param name="FrozenUntil">UTC. <see langword="null"/> while it is not a fight.</param>
internal sealed record Flips(int Count, DateTimeOffset Since, DateTimeOffset? FrozenUntil)
{
    private const int Max = 3;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly TimeSpan FreezeFor = TimeSpan.FromHours(24);

    /// <summary>One more.</summary>
    public static Flips After(int count, DateTimeOffset? since, DateTimeOffset now)
    {
        var (flips, from) = since is { } begun && now - begun < Window ? (count + 1, begun) : (1, now);
        return new(flips, from, flips >= Max ? now + FreezeFor : null);
    }
}
