namespace Fairlead.Platform.Http;

/// <summary>A room's translation of the exceptions of its adapter, for requests that let them through.</summary>
public interface IProblemSource
{
    /// <returns><see langword="null"/> for an exception that is not this room's.</returns>
    Problem? For(Exception exception);
}
