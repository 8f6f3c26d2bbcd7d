namespace Fairlead.Kernel.Identity;

/// <summary>A clock whose ids are known before: what is played again under it has the same ids, and what goes by their order goes the same way.</summary>
public interface IIdSource
{
    /// <returns>A version-7 UUID of the clock's time that was never given before. May be called by several threads.</returns>
    Guid NextId();
}
