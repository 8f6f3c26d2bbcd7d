namespace Fairlead.Kernel.Identity;

/// <summary>An id that cannot be mistaken for another: a version-7 UUID with the name of what it identifies.</summary>
/// <remarks>Text form: 36 lower-case characters with hyphens. The nil UUID, braces and upper case are not accepted.</remarks>
public interface ITypedId<TSelf> : IParsable<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>Parsing and making of typed ids, once for all of them.</summary>
public static class TypedId
{
    /// <summary>A new id, sortable by the time at which it was made.</summary>
    /// <param name="clock">One that is an <see cref="IIdSource"/> gives the id too.</param>
    public static TId New<TId>(TimeProvider clock)
        where TId : struct, ITypedId<TId> => TId.From((clock as IIdSource)?.NextId() ?? Guid.CreateVersion7(clock.GetUtcNow()));

    public static bool TryParse<TId>(string? text, out TId id)
        where TId : struct, ITypedId<TId>
    {
        id = default;
        if (text is null || !Guid.TryParseExact(text, "D", out var value) || value == Guid.Empty)
            return false;
        if (text.AsSpan().ContainsAnyInRange('A', 'F'))
            return false;
        id = TId.From(value);
        return true;
    }

    public static TId Parse<TId>(string text)
        where TId : struct, ITypedId<TId> =>
        TryParse<TId>(text, out var id) ? id : throw new FormatException($"Not a {typeof(TId).Name}: expected 36 lower-case characters with hyphens.");
}
