using System.Runtime.InteropServices;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets;

/// <summary>How much of what is unusually much is let through all the same; of more than that, nothing is.</summary>
/// <param name="MostCloses">Closes of issues that no finding is behind any more.</param>
/// <param name="MostCreates">New issues, if that is more than <see cref="TicketConfiguration.MaxCreates"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Confirmed(int MostCloses, int MostCreates)
{
    public static Confirmed Nothing => default;

    /// <summary>However many.</summary>
    public static Confirmed Closes => new(int.MaxValue, 0);

    /// <summary>However many.</summary>
    public static Confirmed Creates => new(0, int.MaxValue);

    public static Confirmed operator |(Confirmed one, Confirmed other) => new(Math.Max(one.MostCloses, other.MostCloses), Math.Max(one.MostCreates, other.MostCreates));
}

/// <summary>A person's word for one run.</summary>
internal sealed record Confirmation(Actor By, Confirmed What);
