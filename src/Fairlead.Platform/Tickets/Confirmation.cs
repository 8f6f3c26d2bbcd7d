using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets;

/// <summary>What is unusually much, and is let through all the same.</summary>
[Flags]
public enum Confirmed
{
    Nothing = 0,

    /// <summary>Closes of issues that no finding is behind any more.</summary>
    Closes = 1,

    /// <summary>More new issues than <see cref="TicketConfiguration.MaxCreates"/>.</summary>
    Creates = 2,
}

/// <summary>A person's word for one run.</summary>
internal sealed record Confirmation(Actor By, Confirmed What);
