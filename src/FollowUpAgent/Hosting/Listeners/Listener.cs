using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FollowUpAgent.Hosting.Listeners;

/// <summary>The door through which a request came in, and the door at which an endpoint answers.</summary>
internal enum Listener
{
    /// <summary>The one that the outside world may reach.</summary>
    Public,

    /// <summary>The one for the people who run the agent.</summary>
    Private,
}

/// <summary>Keeps the two doors apart by the socket, never by the Host header, which the caller writes.</summary>
internal static class ListenerDoors
{
    private static readonly object Key = new();

    /// <summary>Binds both listeners and marks every connection with the one it came through.</summary>
    public static void BindListeners(this KestrelServerOptions kestrel, ListenersOptions options)
    {
        Bind(kestrel, options.Public, Listener.Public);
        Bind(kestrel, options.Private, Listener.Private);
    }

    /// <summary>Answers 404 where the endpoint is not meant for this door; an endpoint without a mark answers nowhere.</summary>
    public static void UseListenerDoors(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        var meant = context.GetEndpoint()?.Metadata.GetMetadata<ListenerMark>();
        if (meant is not null && items is not null && items.TryGetValue(Key, out var door) && meant.Door.Equals(door))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    });

    /// <summary>Lets these endpoints answer at this door.</summary>
    public static TBuilder AnswerOn<TBuilder>(this TBuilder builder, Listener door)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ListenerMark(door));

    private static void Bind(KestrelServerOptions kestrel, ListenerOptions options, Listener door) =>
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen => listen.Use(next => connection =>
        {
            connection.Items[Key] = door;
            return next(connection);
        }));

    private sealed record ListenerMark(Listener Door);
}
