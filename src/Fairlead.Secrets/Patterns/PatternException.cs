namespace Fairlead.Secrets.Patterns;

/// <summary>A pattern that cannot be taken.</summary>
/// <param name="position">Counted in characters from 0.</param>
public sealed class PatternException(string message, int position) : Exception(message)
{
    public int Position { get; } = position;
}
