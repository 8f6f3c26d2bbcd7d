using Fairlead.Platform.Http;

namespace Fairlead.Web.Shell;

/// <summary>Does what a form asks for. Why it was not done is told on the form's own page, beside what was typed.</summary>
internal sealed class FormWork(KnownProblems known)
{
    /// <param name="work">Gives back why it was not done; <see langword="null"/> when it was.</param>
    /// <returns>The same, also for failures that <paramref name="work"/> throws and that people are told of.</returns>
    public async Task<Problem?> TryAsync(Func<Task<Problem?>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (known.Of(e) is not null)
        {
            return known.Of(e);
        }
    }

    /// <inheritdoc cref="TryAsync(Func{Task{Problem}})"/>
    public Task<Problem?> TryAsync(Func<Task> work) => TryAsync(async () =>
    {
        await work();
        return (Problem?)null;
    });
}
