using Fairlead.Kernel.Identity;

namespace Fairlead.Storage.Values;

/// <summary>Ids of a list parameter, which goes to the driver element by element and past the type handlers.</summary>
public static class StoredIds
{
    /// <returns>An array as the engine stores ids.</returns>
    public static Array Of<TId>(DatabaseEngine engine, IEnumerable<TId> ids)
        where TId : struct, ITypedId<TId> =>
        engine == DatabaseEngine.Sqlite ? ids.Select(i => i.Value.ToString("D")).ToArray() : ids.Select(i => i.Value).ToArray();
}
