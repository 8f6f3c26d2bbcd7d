using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary>A kind of secret that is found by code.</summary>
internal abstract class SecretAlgorithm
{
    /// <summary>In lower case, 3 bytes and more: it is asked where one stands. None: it is asked once for each text.</summary>
    public abstract IReadOnlyList<string> Literals { get; }

    /// <summary>Whether any rule of this class can find something at a literal: asked once where several rules look for the same one.</summary>
    /// <param name="end">Of the literal.</param>
    public virtual bool MayStand(ReadOnlySpan<byte> text, int end) => true;

    /// <param name="start">Of the literal.</param>
    /// <param name="end">Of the literal.</param>
    public abstract void Find(int start, int end, CompiledRule rule, in ScanPass pass);
}
