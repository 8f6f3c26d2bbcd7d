using Fairlead.Kernel.Identity;
using Fairlead.Storage.Values;

namespace Fairlead.Storage.Tests.Sql;

internal sealed record Thing
{
    public static readonly SqlText Insert = new(typeof(Thing), "Thing.Insert");
    public static readonly SqlText ByNames = new(typeof(Thing), "Thing.ByNames");
    public static readonly SqlText InsertNumbered = new(typeof(Thing), "Numbered.Insert");

    public FindingId Id { get; init; }

    public int No { get; init; }

    public string Name { get; init; } = "";

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? MaybeAt { get; init; }

    public JsonText Detail { get; init; }

    public byte[] Digest { get; init; } = [];

    public bool IsOpen { get; init; }
}
