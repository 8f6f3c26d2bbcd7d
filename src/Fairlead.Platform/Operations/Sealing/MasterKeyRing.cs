namespace Fairlead.Platform.Operations;

/// <summary>Where the master key comes from.</summary>
internal enum MasterKeySource
{
    /// <summary><c>master.key</c> in the data directory, made on the first start.</summary>
    File,

    /// <summary><c>FAIRLEAD_MASTER_KEY</c>.</summary>
    Environment,

    /// <summary>What the program named by <c>FAIRLEAD_MASTER_KEY_COMMAND</c> prints.</summary>
    Command,
}

/// <summary>The key in use and, while a rotation is not finished, the ones before it.</summary>
/// <param name="Previous">Only for reading what is not yet re-wrapped.</param>
internal sealed record MasterKeyRing(MasterKeySource Source, MasterKey Current, IReadOnlyList<MasterKey> Previous)
{
    public MasterKey? Find(string id) =>
        Current.Id == id ? Current : Previous.FirstOrDefault(k => k.Id == id);

    public IReadOnlyList<string> Ids => [Current.Id, .. Previous.Select(k => k.Id)];
}
